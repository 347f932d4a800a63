// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/bitmap.h"

#include <gmock/gmock.h>

namespace pleiad {
namespace {

struct Accepted {
  std::string_view in, out;
  uint32_t count;
};
constexpr Accepted kAccepted[] = {
    {"0", "0", 1},          {"0-3", "0-3", 4},         {"0-3,^2", "0-1,3", 3},    {"0-3,^2,8", "0-1,3,8", 4}, {"3,1,2", "1-3", 3},
    {" 0 - 3 , 5", "0-3,5", 5}, {"0-16383", "0-16383", 16384}, {"5,0-9", "0-9", 10}, {"0-9,^0,^9", "1-8", 8},
};

TEST(BitmapTest, ReadsTextAndWritesItShortest) {
  for (const Accepted& row : kAccepted) {
    SCOPED_TRACE(row.in);
    Bitmap bitmap;
    ASSERT_TRUE(FromText(row.in, bitmap));
    EXPECT_EQ(bitmap.ToString(), row.out);
    EXPECT_EQ(bitmap.Count(), row.count);
    EXPECT_EQ(Bitmap::FromBytes(bitmap.ToBytes()), bitmap);
  }
}

TEST(BitmapTest, RefusesWhatIsNoSetAndKeepsTheOldOne) {
  for (std::string_view text : {"", ",", "1,", "a", "3-1", "^1", "1,^2", "16384", "0-99999999999", "1 2", "-1", "1-", "1;2"}) {
    SCOPED_TRACE(text);
    Bitmap bitmap;
    bitmap.Set(7);
    EXPECT_FALSE(FromText(text, bitmap));
    EXPECT_EQ(bitmap.ToString(), "7");
  }
}

TEST(BitmapTest, KeepsRangesApartAndJoinsNeighbours) {
  Bitmap bitmap;
  for (uint32_t bit : {8, 2, 0, 4, 1, 3}) bitmap.Set(bit);
  EXPECT_EQ(bitmap.ToString(), "0-4,8");
  bitmap.SetRange(5, 7);
  EXPECT_EQ(bitmap.ranges().size(), 1u);
  bitmap.Clear(0);
  bitmap.Clear(4);
  bitmap.Clear(100);
  EXPECT_EQ(bitmap.ToString(), "1-3,5-8");
  EXPECT_TRUE(bitmap.Has(8));
  EXPECT_FALSE(bitmap.Has(4));
  EXPECT_EQ(bitmap.Last(), 8u);
}

TEST(BitmapTest, LaysBitsOutAsClientsReadThem) {
  Bitmap bitmap;
  ASSERT_TRUE(FromText("0,9", bitmap));
  EXPECT_EQ(bitmap.ToBytes(), std::string("\x01\x02", 2));
  EXPECT_EQ(bitmap.ToBytes(1), std::string("\x01", 1));
  EXPECT_EQ(bitmap.ToBytes(4), std::string("\x01\x02\0\0", 4));
  EXPECT_EQ(Bitmap().ToBytes(), "");
}

TEST(BitmapTest, ComparesSets) {
  Bitmap a, b, c;
  ASSERT_TRUE(FromText("0-7", a) && FromText("2,5", b) && FromText("7-9", c));
  EXPECT_TRUE(a.Contains(b));
  EXPECT_FALSE(a.Contains(c));
  EXPECT_TRUE(a.Overlaps(c));
  EXPECT_FALSE(b.Overlaps(c));
}

}  // namespace
}  // namespace pleiad
