// SPDX-License-Identifier: Apache-2.0
// wire_fuzz.cc: the arguments, reply or event of every procedure. The input is a frame: its header says of which. What decodes is
// encoded, and that is decoded and encoded to the same bytes.
#include "tests/fuzz/input.h"
#include "tests/unit/rpc/wire_codecs.h"

namespace pleiad::fuzz {
void Recoded(rpc::Recode recode, std::string_view payload) {
  if (recode == nullptr) return;
  const auto once = recode(payload);
  if (once && recode(*once) != once) abort();
}
}  // namespace pleiad::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace pleiad;
  constexpr size_t kHeaderBytes = 28;
  if (size < kHeaderBytes) return 0;
  rpc::xdr::Decoder header(fuzz::Text(data, size).substr(4, kHeaderBytes - 4));
  const uint32_t program = header.U32();
  (void)header.U32();
  const auto* const codec = rpc::FindWireCodec(program, static_cast<int>(header.U32()));
  if (codec == nullptr) return 0;
  const std::string_view payload = fuzz::Text(data, size).substr(kHeaderBytes);
  for (const rpc::Recode recode : {codec->args, codec->ret, codec->event}) fuzz::Recoded(recode, payload);
  return 0;
}
