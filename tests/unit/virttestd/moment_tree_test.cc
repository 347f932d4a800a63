// SPDX-License-Identifier: Apache-2.0
// moment_tree_test.cc: how snapshots descend from each other, and what is left when some go.
#include "virttestd/domain/moment_tree.h"

#include <gtest/gtest.h>

#include "absl/strings/str_join.h"

namespace pleiad::test {
namespace {

struct Moment {
  std::string name, parent;
};

//  a ── b ── c        e
//    └─ d
MomentTree<Moment> Forest() {
  MomentTree<Moment> tree;
  for (const auto& [name, parent] : {std::pair("a", ""), {"c", "b"}, {"b", "a"}, {"d", "a"}, {"e", ""}}) {
    tree.Put(std::make_shared<const Moment>(Moment{name, parent}));
  }
  tree.SetCurrent("c");
  return tree;
}

std::string Names(const MomentTree<Moment>& tree, const std::string& below, const MomentListing& listing) {
  return absl::StrJoin(tree.List(below, listing), " ", [](std::string* out, const auto& def) { out->append(def->name); });
}

TEST(MomentTreeTest, ListsWhatIsAskedFor) {
  struct Row {
    const char* why;
    const char* below;
    MomentListing listing;
    const char* names;
  };
  const Row rows[] = {
      {"roots", "", {}, "a e"},
      {"all, by name", "", {.all_below = true}, "a b c d e"},
      {"parents first", "", {.all_below = true, .parents_first = true}, "a b c d e"},
      {"children", "a", {}, "b d"},
      {"all below", "a", {.all_below = true}, "b c d"},
      {"leaves", "", {.all_below = true, .inner = false}, "c d e"},
      {"what has children", "", {.all_below = true, .leaves = false}, "a b"},
      {"below nothing", "c", {.all_below = true}, ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(Names(Forest(), row.below, row.listing), row.names);
  }
}

TEST(MomentTreeTest, GivesChildrenOfWhatGoesToItsParent) {
  MomentTree<Moment> tree = Forest();
  tree.Remove("b");
  EXPECT_EQ(Names(tree, "a", {}), "c d");
  EXPECT_EQ(tree.current(), "c");
  tree.Remove("c");
  EXPECT_EQ(tree.current(), "a");
  tree.Remove("a");
  EXPECT_EQ(Names(tree, "", {}), "d e");
  EXPECT_EQ(tree.current(), "");
}

TEST(MomentTreeTest, RemovesTrees) {
  MomentTree<Moment> tree = Forest();
  tree.RemoveTree("a", /*children_only=*/true);
  EXPECT_EQ(Names(tree, "", {.all_below = true}), "a e");
  EXPECT_EQ(tree.current(), "a");
  tree.RemoveTree("a", /*children_only=*/false);
  EXPECT_EQ(Names(tree, "", {.all_below = true}), "e");
  EXPECT_EQ(tree.current(), "");
}

TEST(MomentTreeTest, TakesNoParentThatIsNotThereOrBelow) {
  const MomentTree<Moment> tree = Forest();
  EXPECT_TRUE(tree.CheckParent({"f", "c"}).ok());
  for (const Moment& wrong : {Moment{"f", "none"}, Moment{"f", "f"}, Moment{"a", "c"}}) {
    EXPECT_EQ(ErrorCodeOf(tree.CheckParent(wrong)), ErrorCode::kInvalidArg) << wrong.name << " below " << wrong.parent;
  }
}

}  // namespace
}  // namespace pleiad::test
