// SPDX-License-Identifier: Apache-2.0
// tree.h: the objects of a daemon on the bus: one at the root path and collections below it (ROOT/domain/*), whose members
// exist when they are asked for and cost nothing else. Answers the standard interfaces (Introspectable, Properties,
// ObjectManager) from the rows of interface.h, and hands other calls to their functions, here or on a worker. libsystemd and
// sdbus-c++ could answer the standard ones too, but not with documentation, and not with Properties.GetAll as the clients of
// libvirt's interfaces expect it: each value in a variant inside of the variant.
//
// For the loop's thread.
#pragma once

#include <any>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/dbus/connection.h"
#include "libshared/dbus/interface.h"
#include "libshared/dbus/peers.h"
#include "libshared/event/worker_pool.h"

namespace pleiad::dbus {

// The name of a failed call's error; the text is libvirt's.
inline constexpr char kErrorName[] = "org.libvirt.Error";
inline constexpr char kAccessDenied[] = "org.freedesktop.DBus.Error.AccessDenied";

// Objects of one kind: ROOT/NAME/ELEMENT.
struct Collection {
  std::string name;  // "domain"
  std::shared_ptr<const Interface> interface;
  Permission to_list;  // seeing which there are
  Permission to_see;   // one of them
  // What the rows' functions get for an element of the path. Both only read memory, from any thread.
  std::function<absl::StatusOr<std::any>(const Caller&, std::string_view element)> find;
  std::function<std::vector<std::pair<std::string, std::any>>(const Caller&)> list;
};

struct TreeOptions {
  std::string root;  // "/org/libvirt/QEMU"
  Peers::Policy policy;
  // Asked before each call and for each property; on the thread that runs it, which is a worker if `check_may_wait`.
  std::function<absl::Status(const Caller&, std::span<const Permission>, const std::any& object, std::string_view api)> check;
  bool check_may_wait = false;
  size_t max_calls_per_peer = 64;  // that run on workers, of which a peer has a share, or wait for one
};

class Tree {
 public:
  // All outlive the tree; the workers are stopped before it ends.
  Tree(Connection& connection, event::Loop& loop, event::WorkerPool& workers, TreeOptions options);
  ~Tree();

  // The interface of the root object.
  void SetRoot(std::shared_ptr<const Interface> interface) { root_ = std::move(interface); }
  void Add(Collection collection) { collections_.push_back(std::move(collection)); }

  std::string PathOf(std::string_view collection, std::string_view element) const;
  const std::string& root() const { return options_.root; }
  const Interface* root_interface() const { return root_.get(); }
  Peers& peers() { return peers_; }
  Connection& connection() { return connection_; }

  // Signals from an object; `path` as PathOf gives it, or the root.
  template <class... Values>
  void Emit(const std::string& path, const Interface& interface, const std::string& signal, const Values&... values) {
    connection_.Emit(path, interface.name(), signal, root(), [&](Writer& writer) { (Type<Values>::Put(writer, values), ...); });
  }
  // PropertiesChanged with the values as they are now; with their names only where there is a check.
  void EmitChanged(const Collection& collection, const std::string& element, const std::any& object,
                   const std::vector<std::string>& properties);
  void EmitAdded(const Collection& collection, const std::string& element, const std::any& object);
  void EmitRemoved(const Collection& collection, const std::string& element);
  const Collection& collection(std::string_view name) const;

 private:
  // Where a call goes: an object with an interface, or a node of the path that only has children.
  struct Target {
    const Interface* interface = nullptr;
    const Collection* collection = nullptr;  // of the object, or whose parent this node is
    std::string element;
    bool is_root = false;
  };
  struct Job;
  struct PeerCalls {
    size_t running = 0;
    std::deque<std::shared_ptr<Job>> waiting;
  };
  using Decode = std::function<absl::StatusOr<Decoded>(const std::any& object, Reader& arguments)>;

  std::optional<Target> Route(const std::string& path) const;
  void OnCall(Call call);
  void OnOwnCall(Call call, const Target& target, const Method& method);
  bool OnStandardCall(Call& call, const Target& target);
  void Introspect(Call call, const Target& target);
  void GetManagedObjects(Call call);
  void GetProperty(Call call, const Target& target);
  void GetAllProperties(Call call, const Target& target);
  void SetProperty(Call call, const Target& target);
  std::vector<std::string> ChildrenOf(const std::string& path) const;

  // The way of every call: the caller is let in, the object found, the arguments read, the permissions checked, the work done.
  void Begin(Call call, const Target& target, Permissions needed, bool on_worker, std::string api, Decode decode,
             bool checks_later = false);
  void Prepare(std::shared_ptr<Job> job, absl::StatusOr<Caller> caller);
  void Start(std::shared_ptr<Job> job);
  void Submit(std::shared_ptr<Job> job);
  void OnDone(const std::string& sender);
  absl::StatusOr<Answer> Execute(Job& job) const;
  void Finish(Job& job, absl::StatusOr<Answer> answer);
  std::vector<std::pair<std::string, std::any>> Visible(const Caller& caller, const Collection& collection) const;
  absl::StatusOr<std::any> FindObject(const Caller& caller, const Target& target) const;
  absl::Status Check(const Caller& caller, const Permissions& needed, const std::any& object, std::string_view api) const;
  // The values of all properties that the caller may read and that there are.
  std::vector<std::pair<const Property*, Answer>> Values(const Caller& caller, const Interface& interface,
                                                         const std::any& object) const;
  void Fail(Call& call, const absl::Status& status);

  Connection& connection_;
  event::Loop& loop_;
  event::WorkerPool& workers_;
  TreeOptions options_;
  Peers peers_;
  std::shared_ptr<const Interface> root_;
  std::vector<Collection> collections_;
  std::map<std::string, PeerCalls> calls_;  // of workers, by peer
  std::shared_ptr<Tree*> alive_;            // for what comes back from workers
};

}  // namespace pleiad::dbus
