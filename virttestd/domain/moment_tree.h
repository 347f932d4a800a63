// SPDX-License-Identifier: Apache-2.0
// moment_tree.h: the snapshots or checkpoints of one domain: which descends from which, and which one the domain's state
// descends from. A value, published with the domain's state; the definitions in it never change.
//
// Def has: std::string name, parent (empty: none).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/base/error.h"

namespace pleiad::test {

// What a list shall have.
struct MomentListing {
  bool all_below = false;  // not children alone; of the whole domain: not roots alone
  bool parents_first = false;
  bool leaves = true, inner = true;
};

template <class Def>
class MomentTree {
 public:
  using DefPtr = std::shared_ptr<const Def>;

  bool empty() const { return by_name_.empty(); }
  size_t size() const { return by_name_.size(); }
  // Null when there is none.
  DefPtr Find(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }
  // The name of the current one; empty when there is none.
  const std::string& current() const { return current_; }
  void SetCurrent(std::string name) { current_ = std::move(name); }

  // Those below `name`, or of the whole tree when it is empty, by name or with each parent before its children.
  std::vector<DefPtr> List(const std::string& name, const MomentListing& listing) const {
    std::vector<DefPtr> chosen;
    const auto add = [&](const DefPtr& def) {
      if (IsLeaf(def->name) ? listing.leaves : listing.inner) chosen.push_back(def);
    };
    if (name.empty() && listing.all_below && !listing.parents_first) {
      for (const auto& [key, def] : by_name_) add(def);
    } else {
      Walk(name, listing.all_below, add);
    }
    return chosen;
  }

  //   Errors  INVALID_ARG: the parent is not there, or descends from this one
  absl::Status CheckParent(const Def& def) const {
    if (def.parent.empty()) return absl::OkStatus();
    if (def.parent == def.name) {
      return Error(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "cannot set moment %s as its own parent", def.name);
    }
    DefPtr above = Find(def.parent);
    if (!above) {
      return Error(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "parent %s for moment %s not found", def.parent, def.name);
    }
    for (; above; above = Find(above->parent)) {
      if (above->name == def.name) {
        return Error(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "parent %s would create cycle to %s", def.parent, def.name);
      }
    }
    return absl::OkStatus();
  }
  // Adds one, or puts it in the place of the one of its name.
  void Put(DefPtr def) {
    const std::string name = def->name;
    by_name_[name] = std::move(def);
  }
  // Its children become its parent's.
  void Remove(const std::string& name) {
    const DefPtr removed = Find(name);
    if (!removed) return;
    for (const DefPtr& child : List(name, {})) {
      auto moved = std::make_shared<Def>(*child);
      moved->parent = removed->parent;
      Put(std::move(moved));
    }
    by_name_.erase(name);
    if (current_ == name) current_ = removed->parent;
  }
  // All below `name`, and itself unless `children_only`. A current one among them is followed by the nearest that is left.
  void RemoveTree(const std::string& name, bool children_only) {
    const DefPtr root = Find(name);
    if (!root) return;
    for (const DefPtr& below : List(name, {.all_below = true})) {
      if (current_ == below->name) current_ = name;
      by_name_.erase(below->name);
    }
    if (!children_only) Remove(name);
  }

 private:
  bool IsLeaf(const std::string& name) const {
    for (const auto& [key, def] : by_name_) {
      if (def->parent == name) return false;
    }
    return true;
  }
  void Walk(const std::string& name, bool deep, const std::function<void(const DefPtr&)>& visit) const {
    for (const auto& [key, def] : by_name_) {
      if (def->parent != name) continue;
      visit(def);
      if (deep) Walk(key, deep, visit);
    }
  }

  std::map<std::string, DefPtr> by_name_;
  std::string current_;
};

}  // namespace pleiad::test
