// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/xdr.h"

namespace pleiad::rpc::xdr {

// The type number is the variant's index + 1; a boolean is a 4-byte integer.
void Put(Encoder& e, const TypedParam& param) {
  Put(e, param.name);
  e.U32(static_cast<uint32_t>(param.value.index() + 1));
  std::visit([&e](const auto& value) { Put(e, value); }, param.value);
}

void Get(Decoder& d, TypedParam& param) {
  param.name = d.CountedBytes(kMaxParamName);
  switch (d.U32()) {
    case 1: Get(d, param.value.emplace<int32_t>()); break;
    case 2: Get(d, param.value.emplace<uint32_t>()); break;
    case 3: Get(d, param.value.emplace<int64_t>()); break;
    case 4: Get(d, param.value.emplace<uint64_t>()); break;
    case 5: Get(d, param.value.emplace<double>()); break;
    case 6: param.value = d.U32() != 0; break;
    case 7: Get(d, param.value.emplace<std::string>()); break;
    default: d.Fail();
  }
}

}  // namespace pleiad::rpc::xdr
