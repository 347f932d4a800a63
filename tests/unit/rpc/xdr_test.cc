// SPDX-License-Identifier: Apache-2.0
// xdr_test.cc: structs become the bytes that the protocol wants, and nothing that lies about its size is believed.
#include "libshared/rpc/xdr.h"

#include <gtest/gtest.h>

#include "libshared/rpc/wire/domain.h"
#include "libshared/rpc/wire/events.h"

namespace pleiad::rpc {
namespace {
template <class T>
std::string Encode(const T& value) {
  xdr::Encoder e;
  xdr::Put(e, value);
  return e.out();
}

template <class T>
bool Decode(std::string_view bytes, T& value) {
  xdr::Decoder d(bytes);
  xdr::Get(d, value);
  return d.ok() && d.AtEnd();
}

TEST(XdrTest, WritesFieldsInOrderBigEndianAndPadded) {
  const wire::NonnullDomain domain{.name = "abcde", .uuid = *Uuid::Parse("00112233-4455-6677-8899-aabbccddeeff"), .id = -1};
  EXPECT_EQ(Encode(domain),
            std::string("\0\0\0\5abcde\0\0\0", 12) + std::string("\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16) + "\xff\xff\xff\xff");
}

TEST(XdrTest, TypedParametersGoRoundTrip) {
  wire::DomainGetCpuStatsRet stats;
  stats.params.items = {{"i", int32_t{-1}}, {"u", uint32_t{1}}, {"l", int64_t{-2}}, {"ul", uint64_t{1} << 40}, {"d", 1.5}, {"b", true}, {"s", std::string("x")}};
  stats.nparams = 7;
  wire::DomainGetCpuStatsRet back;
  ASSERT_TRUE(Decode(Encode(stats), back));
  EXPECT_EQ(back.params.items, stats.params.items);
  EXPECT_EQ(back.nparams, 7);
}

TEST(XdrTest, RefusesWhatDoesNotFit) {
  wire::DomainGetCpuStatsRet stats;
  EXPECT_FALSE(Decode(std::string_view("\xff\xff\xff\xff", 4), stats)) << "more elements than the limit";
  EXPECT_FALSE(Decode(std::string_view("\0\0\0\x10", 4), stats)) << "more elements than bytes";
  wire::NonnullDomain domain;
  EXPECT_FALSE(Decode(std::string_view("\0\0\0\x10name", 8), domain)) << "a string cut off";
  std::optional<std::string> text;
  EXPECT_FALSE(Decode(std::string_view("\0\0\0\2", 4), text)) << "neither absent nor present";
}
}  // namespace
}  // namespace pleiad::rpc
