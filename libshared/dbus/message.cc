// SPDX-License-Identifier: Apache-2.0
#include "libshared/dbus/message.h"

#include <fcntl.h>

#include "libshared/dbus/raw.h"

namespace pleiad::dbus {

// ---- Writer ---------------------------------------------------------------------------------------------------------
template <class Step>
void Writer::Guard(Step step) {
  if (!ok()) return;
  try {
    step();
  } catch (const std::exception& e) {
    error_ = e.what();
  }
}

void Writer::Byte(uint8_t value) {
  Guard([&] { message_ << value; });
}
void Writer::Bool(bool value) {
  Guard([&] { message_ << value; });
}
void Writer::Int32(int32_t value) {
  Guard([&] { message_ << value; });
}
void Writer::Uint32(uint32_t value) {
  Guard([&] { message_ << value; });
}
void Writer::Int64(int64_t value) {
  Guard([&] { message_ << value; });
}
void Writer::Uint64(uint64_t value) {
  Guard([&] { message_ << value; });
}
void Writer::Double(double value) {
  Guard([&] { message_ << value; });
}
void Writer::String(const std::string& value) {
  Guard([&] { message_ << value; });
}
void Writer::Path(const std::string& value) {
  Guard([&] { message_ << sdbus::ObjectPath(value); });
}
void Writer::Descriptor(int fd) {
  Guard([&] { message_ << sdbus::UnixFd(fd); });
}
void Writer::Array(const std::string& signature, absl::FunctionRef<void()> content) {
  Guard([&] { message_.openContainer(signature); });
  content();
  Guard([&] { message_.closeContainer(); });
}
void Writer::DictEntry(const std::string& signature, absl::FunctionRef<void()> content) {
  Guard([&] { message_.openDictEntry(signature); });
  content();
  Guard([&] { message_.closeDictEntry(); });
}
void Writer::Struct(const std::string& signature, absl::FunctionRef<void()> content) {
  Guard([&] { message_.openStruct(signature); });
  content();
  Guard([&] { message_.closeStruct(); });
}
void Writer::Variant(const std::string& signature, absl::FunctionRef<void()> content) {
  Guard([&] { message_.openVariant(signature); });
  content();
  Guard([&] { message_.closeVariant(); });
}

// ---- Reader ---------------------------------------------------------------------------------------------------------
template <class Step>
void Reader::Guard(Step step) {
  if (!ok()) return;
  try {
    step();
    if (!message_) error_ = "a value is missing";
  } catch (const std::exception& e) {
    error_ = e.what();
  }
}

template <class T>
T Reader::Basic() {
  T value{};
  Guard([&] { message_ >> value; });
  return value;
}

uint8_t Reader::Byte() { return Basic<uint8_t>(); }
bool Reader::Bool() { return Basic<bool>(); }
int32_t Reader::Int32() { return Basic<int32_t>(); }
uint32_t Reader::Uint32() { return Basic<uint32_t>(); }
int64_t Reader::Int64() { return Basic<int64_t>(); }
uint64_t Reader::Uint64() { return Basic<uint64_t>(); }
double Reader::Double() { return Basic<double>(); }
std::string Reader::String() { return Basic<std::string>(); }
std::string Reader::Path() { return Basic<sdbus::ObjectPath>(); }

UniqueFd Reader::Descriptor() {
  UniqueFd fd;
  Guard([&] {
    sdbus::UnixFd received;
    message_ >> received;
    fd.Reset(fcntl(received.get(), F_DUPFD_CLOEXEC, 3));
  });
  if (ok() && !fd) Fail("the descriptor can't be taken");
  return fd;
}

void Reader::Array(const std::string& signature, absl::FunctionRef<void()> element) {
  bool entered = false;
  Guard([&] {
    message_.enterContainer(signature);
    entered = true;
  });
  if (!entered) return;
  while (ok() && sd_bus_message_at_end(RawOf(message_), /*complete=*/false) == 0) element();
  Guard([&] { message_.exitContainer(); });
}
void Reader::DictEntry(const std::string& signature, absl::FunctionRef<void()> content) {
  Guard([&] { message_.enterDictEntry(signature); });
  if (ok()) content();
  Guard([&] { message_.exitDictEntry(); });
}
void Reader::Struct(const std::string& signature, absl::FunctionRef<void()> content) {
  Guard([&] { message_.enterStruct(signature); });
  if (ok()) content();
  Guard([&] { message_.exitStruct(); });
}
void Reader::Variant(absl::FunctionRef<void(const std::string& signature)> content) {
  char type = 0;
  const char* contents = nullptr;
  if (sd_bus_message_peek_type(RawOf(message_), &type, &contents) <= 0 || type != SD_BUS_TYPE_VARIANT) return Fail("a variant is missing");
  const std::string signature = contents;
  Guard([&] { message_.enterVariant(signature); });
  if (ok()) content(signature);
  Guard([&] { message_.exitVariant(); });
}

void Reader::Skip(const std::string& signature) {
  if (ok() && sd_bus_message_skip(RawOf(message_), signature.c_str()) < 0) Fail("a value can't be passed over");
}

void Reader::Fail(std::string_view why) {
  if (ok()) error_ = std::string(why);
}

}  // namespace pleiad::dbus
