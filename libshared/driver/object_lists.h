// SPDX-License-Identifier: Apache-2.0
// object_lists.h: lists of objects as the native protocol asks for them: all that flags choose, how many there are, or just
// their names. A list shows what its caller may know of.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/access.h"
#include "libshared/rpc/table.h"

namespace pleiad::driver {

template <class Ref>
class ObjectLists {
 public:
  using Source = std::function<absl::StatusOr<std::vector<Ref>>(const Caller&, uint32_t flags)>;

  // `access` may be null: then everybody sees all. `api` is the public name of the call that lists all.
  ObjectLists(rpc::AccessCheck* access, Permission getattr, const char* api, Source all)
      : access_(access), getattr_(getattr), api_(api), all_(std::move(all)) {}

  // A check that asks others must not do so on the loop's thread.
  rpc::Run run() const { return access_ && access_->MayWait() ? rpc::Run::kWorker : rpc::Run::kInline; }

  absl::StatusOr<std::vector<Ref>> All(const Caller& caller, uint32_t flags) const {
    ASSIGN_OR_RETURN(std::vector<Ref> objects, all_(caller, flags));
    return Visible(caller, std::move(objects));
  }
  std::vector<Ref> Visible(const Caller& caller, std::vector<Ref> objects) const {
    if (access_)
      std::erase_if(objects, [&](const Ref& object) { return !access_->CheckKnown(caller, {&getattr_, 1}, &object, api_).ok(); });
    return objects;
  }
  absl::StatusOr<int32_t> Count(const Caller& caller, uint32_t flags) const {
    ASSIGN_OR_RETURN(const auto objects, All(caller, flags));
    return static_cast<int32_t>(objects.size());
  }
  // The first `most` names. `limit_name` is what the error calls the protocol's limit.
  absl::StatusOr<std::vector<std::string>> Names(const Caller& caller, uint32_t flags, int32_t most, uint32_t limit,
                                                 const char* limit_name) const {
    RETURN_IF_ERROR(CheckCount(most, limit, "maxnames", limit_name));
    ASSIGN_OR_RETURN(const auto objects, All(caller, flags));
    std::vector<std::string> names;
    for (const Ref& object : objects) {
      if (names.size() < static_cast<size_t>(most)) names.push_back(object.name);
    }
    return names;
  }

  // The procedures' rows. `Listed` replies with names, `Counted` with a number, `ListedAll` with the objects and their number.
  template <class Counted, class Listed>
  void BindNames(rpc::Table& table, Permission search, uint32_t flags, uint32_t limit, const char* limit_name) const {
    table.Handle<Counted>(
        [lists = *this, flags](const Caller& caller, const typename Counted::Args&) { return lists.Count(caller, flags); },
        {search}, run());
    table.Handle<Listed>(
        [lists = *this, flags, limit, limit_name](const Caller& caller, const typename Listed::Args& args) {
          return lists.Names(caller, flags, args.maxnames, limit, limit_name);
        },
        {search}, run());
  }
  template <class ListedAll>
  void BindAll(rpc::Table& table, Permission search) const {
    table.Handle<ListedAll>(
        [lists = *this](const Caller& caller, const typename ListedAll::Args& args) -> absl::StatusOr<typename ListedAll::Ret> {
          ASSIGN_OR_RETURN(auto objects, lists.All(caller, args.flags));
          return ListReply<typename ListedAll::Ret>(std::move(objects), args.need_results != 0);
        },
        {search}, run());
  }

 private:
  rpc::AccessCheck* access_;
  Permission getattr_;
  const char* api_;
  Source all_;
};

}  // namespace pleiad::driver
