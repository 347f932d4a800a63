// SPDX-License-Identifier: Apache-2.0
// message.h: writing and reading the values of a D-Bus message, over sdbus-c++, whose exceptions end here: after the first
// failure a Writer or Reader does nothing more and ok() stays false. Which C++ type is which D-Bus type: types.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "libshared/base/unique_fd.h"

namespace sdbus {
class Message;
}

namespace pleiad::dbus {

class Writer {
 public:
  // `message` outlives this. `root` is the path under which the tree's objects stand.
  Writer(sdbus::Message& message, std::string_view root) : message_(message), root_(root) {}
  void Byte(uint8_t value);
  void Bool(bool value);
  void Int32(int32_t value);
  void Uint32(uint32_t value);
  void Int64(int64_t value);
  void Uint64(uint64_t value);
  void Double(double value);
  void String(const std::string& value);
  void Path(const std::string& value);
  void Descriptor(int fd);  // is duplicated
  // Each opens a container, has `content` write what is in it, and closes it. `signature` is that of the content.
  void Array(const std::string& signature, absl::FunctionRef<void()> content);
  void DictEntry(const std::string& signature, absl::FunctionRef<void()> content);
  void Struct(const std::string& signature, absl::FunctionRef<void()> content);
  void Variant(const std::string& signature, absl::FunctionRef<void()> content);

  std::string_view root() const { return root_; }
  bool ok() const { return error_.empty(); }
  const std::string& error() const { return error_; }

 private:
  template <class Step>
  void Guard(Step step);
  sdbus::Message& message_;
  std::string_view root_;
  std::string error_;
};

class Reader {
 public:
  explicit Reader(sdbus::Message& message) : message_(message) {}
  uint8_t Byte();
  bool Bool();
  int32_t Int32();
  uint32_t Uint32();
  int64_t Int64();
  uint64_t Uint64();
  double Double();
  std::string String();
  std::string Path();
  UniqueFd Descriptor();
  // Calls `element` for each element of the array whose elements have `signature`.
  void Array(const std::string& signature, absl::FunctionRef<void()> element);
  void DictEntry(const std::string& signature, absl::FunctionRef<void()> content);
  void Struct(const std::string& signature, absl::FunctionRef<void()> content);
  // Calls `content` with the signature of the value inside, which it must read.
  void Variant(absl::FunctionRef<void(const std::string& signature)> content);

  // Passes over one value of that type.
  void Skip(const std::string& signature);
  void Fail(std::string_view why);
  bool ok() const { return error_.empty(); }
  const std::string& error() const { return error_; }

 private:
  template <class Step>
  void Guard(Step step);
  template <class T>
  T Basic();
  sdbus::Message& message_;
  std::string error_;
};

}  // namespace pleiad::dbus
