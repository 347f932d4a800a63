// SPDX-License-Identifier: Apache-2.0
#include "libshared/dbus/types.h"

namespace pleiad::dbus {
namespace {

void PutInside(Writer& w, const TypedValue& value, std::string& signature, bool write) {
  std::visit(
      [&](const auto& inner) {
        using Inner = std::remove_cvref_t<decltype(inner)>;
        signature = Type<Inner>::Signature();
        if (write) Type<Inner>::Put(w, inner);
      },
      value);
}

template <class T>
bool GetAs(Reader& r, const std::string& signature, TypedValue& value) {
  if (signature != Type<T>::Signature()) return false;
  T inner{};
  Type<T>::Get(r, inner);
  value = std::move(inner);
  return true;
}

void PutParams(Writer& w, const TypedParams& params, void (*put)(Writer&, const TypedValue&)) {
  w.Array("{sv}", [&] {
    for (const TypedParam& param : params) {
      w.DictEntry("sv", [&] {
        w.String(param.name);
        put(w, param.value);
      });
    }
  });
}

}  // namespace

void Type<TypedValue>::Put(Writer& w, const TypedValue& value) {
  std::string signature;
  PutInside(w, value, signature, /*write=*/false);
  w.Variant(signature, [&] { PutInside(w, value, signature, /*write=*/true); });
}

void Type<TypedValue>::PutTwice(Writer& w, const TypedValue& value) {
  w.Variant("v", [&] { Put(w, value); });
}

void Type<TypedValue>::Get(Reader& r, TypedValue& value) {
  r.Variant([&](const std::string& signature) {
    const bool known = GetAs<int32_t>(r, signature, value) || GetAs<uint32_t>(r, signature, value) || GetAs<int64_t>(r, signature, value) ||
                       GetAs<uint64_t>(r, signature, value) || GetAs<double>(r, signature, value) || GetAs<bool>(r, signature, value) ||
                       GetAs<std::string>(r, signature, value);
    if (!known) r.Fail("type '" + signature + "' can't be a parameter");
  });
}

void Type<TypedParams>::Put(Writer& w, const TypedParams& params) { PutParams(w, params, &Type<TypedValue>::Put); }

void Type<TypedParams>::Get(Reader& r, TypedParams& params) {
  r.Array("{sv}", [&] {
    TypedParam& param = params.emplace_back();
    r.DictEntry("sv", [&] {
      param.name = r.String();
      Type<TypedValue>::Get(r, param.value);
    });
  });
}

void Type<TwiceWrapped>::Put(Writer& w, const TwiceWrapped& value) { PutParams(w, value.params, &Type<TypedValue>::PutTwice); }

}  // namespace pleiad::dbus
