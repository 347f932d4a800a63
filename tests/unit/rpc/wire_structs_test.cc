// SPDX-License-Identifier: Apache-2.0
// wire_structs_test.cc: our structs against the protocol's: every one has the fields of tests/data/rpc/structs.tsv in that order
// and at those widths, and what stock clients and daemons sent (tests/data/rpc/recorded) is read and written to the byte.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libshared/rpc/message.h"
#include "libshared/rpc/wire/objects.h"
#include "tests/unit/rpc/wire_codecs.h"

namespace pleiad::rpc {
namespace {

std::vector<std::vector<std::string>> Rows(const std::string& name) {
  std::ifstream file(std::string(PLEIAD_TEST_DATA) + "/rpc/" + name);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('#')) rows.push_back(absl::StrSplit(line, '\t'));
  }
  EXPECT_FALSE(rows.empty()) << name;
  return rows;
}

// Writes payloads by the table, every number another one, so that a field at the wrong place or width is seen.
class Sample {
 public:
  Sample() {
    for (const auto& row : Rows("structs.tsv")) structs_[row[0]] = row.size() > 1 ? row[1] : "";
  }
  bool Has(const std::string& name) const { return structs_.contains(name); }

  // `several`: lists have two elements and what may be absent is there; otherwise they are empty and it is not.
  std::string Payload(const std::string& name, bool several) {
    several_ = several;
    xdr::Encoder e;
    Put(e, name);
    return std::move(e.out());
  }

 private:
  void Put(xdr::Encoder& e, std::string type) {
    if (type.ends_with('?')) {
      e.U32(several_);
      type.pop_back();
      if (!several_) return;
    }
    if (const size_t at = type.find_first_of("<["); at != std::string::npos) {
      return PutMany(e, type.substr(0, at), type[at] == '<', std::stoul(type.substr(at + 1)));
    }
    ++next_;
    if (type == "hyper" || type == "uhyper" || type == "double") return e.U64(uint64_t{next_} << 32 | (next_ + 1));
    if (type == "string") return e.CountedBytes(absl::StrCat("text ", next_));
    if (type == "value") return PutValue(e, next_ % 7 + 1);
    if (const auto fields = structs_.find(type); fields != structs_.end()) return PutFields(e, fields->second);
    // A number of one or two bytes takes four on the wire.
    e.U32(type == "char" || type == "uchar" ? next_ % 128 : type == "short" || type == "ushort" ? next_ % 32768 : next_);
  }
  void PutFields(xdr::Encoder& e, const std::string& fields) {
    for (const auto field : absl::StrSplit(fields, ' ', absl::SkipEmpty())) {
      Put(e, std::string(field.substr(field.find(':') + 1)));
    }
  }
  void PutMany(xdr::Encoder& e, const std::string& type, bool counted, size_t limit) {
    const size_t count = !counted ? limit : several_ ? std::min<size_t>(limit, 2) : 0;
    if (counted) e.U32(static_cast<uint32_t>(count));
    if (type == "opaque") return e.Bytes(std::string(count, static_cast<char>(++next_ % 127 + 1)));
    for (size_t i = 0; i < count; ++i) Put(e, type);
  }
  void PutValue(xdr::Encoder& e, uint32_t kind) {
    constexpr const char* kKinds[] = {"", "int", "uint", "hyper", "uhyper", "double", "bool", "string"};
    e.U32(kind);
    if (kind == 6) return e.U32(next_ % 2);
    Put(e, kKinds[kind]);
  }

  std::map<std::string, std::string> structs_;
  bool several_ = false;
  uint32_t next_ = 0;
};

std::string Hex(std::string_view bytes) { return absl::BytesToHexString({bytes.data(), bytes.size()}); }

void ExpectSame(Sample& sample, Recode recode, const std::string& name) {
  if (recode == nullptr) return;
  if (!sample.Has(name)) {
    EXPECT_EQ(recode(""), "") << name << " is not in the table, but ours has fields";
    return;
  }
  for (const bool several : {false, true}) {
    for (int turn = 0; turn < 7; ++turn) {
      const std::string payload = sample.Payload(name, several);
      const auto ours = recode(payload);
      ASSERT_TRUE(ours.has_value()) << name << " does not decode " << Hex(payload);
      ASSERT_EQ(Hex(*ours), Hex(payload)) << name;
    }
  }
}

TEST(WireStructsTest, HaveTheFieldsOfTheProtocol) {
  Sample sample;
  const std::map<std::string, Program> programs = {
      {"remote", Program::kRemote}, {"qemu", Program::kQemu}, {"lxc", Program::kLxc}, {"admin", Program::kAdmin}};
  size_t compared = 0;
  for (const auto& row : Rows("procedures.tsv")) {
    const WireCodec* codec = FindWireCodec(static_cast<uint32_t>(programs.at(row[0])), std::stoi(row[1]));
    ASSERT_NE(codec, nullptr) << row[0] << " " << row[1] << " " << row[2];
    const std::string stem = row[0] + "_" + row[2];
    EXPECT_EQ(codec->event != nullptr, sample.Has(stem + "_msg")) << stem;
    ExpectSame(sample, codec->args, stem + "_args");
    ExpectSame(sample, codec->ret, stem + "_ret");
    ExpectSame(sample, codec->event, stem + "_msg");
    ++compared;
  }
  EXPECT_EQ(compared, WireCodecs().size());
}

// Null for what has no payload of the procedure's own.
Recode RecodeFor(const Header& header) {
  if (header.status == MessageStatus::kError) return header.type == MessageType::kCall ? nullptr : &RecodeAs<wire::Error>;
  const WireCodec* codec = FindWireCodec(header.program, header.procedure);
  if (codec == nullptr) return nullptr;
  switch (header.type) {
    case MessageType::kCall:
    case MessageType::kCallWithFds:
      return codec->args;
    case MessageType::kReply:
    case MessageType::kReplyWithFds:
      return codec->ret;
    case MessageType::kMessage:
      return codec->event;
    default:
      return nullptr;
  }
}

// A whole frame as it was recorded; the descriptors that went with it are not in it.
struct Recorded {
  Header header;
  std::string_view payload;
};

Recorded Parse(std::string_view frame) {
  xdr::Decoder d(frame);
  EXPECT_EQ(d.U32(), frame.size());
  Header header{.program = d.U32(),
                .version = d.U32(),
                .procedure = static_cast<int32_t>(d.U32()),
                .type = static_cast<MessageType>(d.U32()),
                .serial = d.U32(),
                .status = static_cast<MessageStatus>(d.U32())};
  if (header.HasDescriptors()) d.U32();
  return {header, d.rest()};
}

TEST(WireStructsTest, ReadAndWriteWhatStockClientsAndDaemonsSent) {
  std::set<std::pair<uint32_t, int>> procedures;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(PLEIAD_TEST_DATA) + "/rpc/recorded")) {
    for (const auto& row : Rows("recorded/" + entry.path().filename().string())) {
      ASSERT_EQ(row.size(), 2u) << "a name and a frame";
      const std::string frame = absl::HexStringToBytes(row[1]);
      const Recorded message = Parse(frame);
      EXPECT_EQ(BuildFrame(message.header, frame.substr(kHeaderBytes)), frame) << row[0];
      const Recode recode = RecodeFor(message.header);
      if (recode == nullptr) continue;
      const auto ours = recode(message.payload);
      EXPECT_EQ(ours ? Hex(*ours) : "does not decode", Hex(message.payload)) << row[0];
      procedures.insert({message.header.program, message.header.procedure});
    }
  }
  EXPECT_GE(procedures.size(), 350u);
}

}  // namespace
}  // namespace pleiad::rpc
