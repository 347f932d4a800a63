// SPDX-License-Identifier: Apache-2.0
#include "virttestd/test_driver.h"

#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/daemon/domain_bus.h"
#include "libshared/rpc/client_session.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/connect.h"
#include "virttestd/host.h"
#include "virttestd/node_document.h"
#include "virttestd/served_node.h"

namespace pleiad::test {
namespace {
// What a connection to test:///PATH has to itself; it ends with the connection.
struct OwnNode {
  OwnNode(daemon::Daemon& daemon, driver::ConnectionWatch& connections, std::unique_ptr<Node> node)
      : access(daemon.NewAccess()), served(daemon.loop(), access.get(), connections, std::move(node)) {
    if (access) access->SetObjects(served.objects());
    served.Bind(table);
  }

  const std::unique_ptr<daemon::PolkitAccess> access;  // null: everybody may do everything
  ServedNode served;
  rpc::Table table;
};
}  // namespace

TestDriver::TestDriver() = default;
TestDriver::~TestDriver() = default;

absl::Status TestDriver::Start(daemon::Daemon& daemon) {
  daemon_ = &daemon;
  ASSIGN_OR_RETURN(auto node, NewDefaultNode(daemon.loop()));
  connections_.SetRpc([&daemon](uint64_t id, std::function<void()> hook) { daemon.server().OnClientClose(id, std::move(hook)); });
  default_ = std::make_unique<ServedNode>(daemon.loop(), daemon.access(), connections_, std::move(node));
  daemon.SetObjects(default_->objects());
  default_->Bind(daemon.table());
  daemon.table().Handle<rpc::wire::ConnectOpen>(
      [this](rpc::CallContext& context, const rpc::wire::ConnectOpenArgs& args) { return Open(context, args.name.value_or("")); },
      {permission::kConnectGetattr}, rpc::Run::kWorker);
  return absl::OkStatus();
}

void TestDriver::Started(daemon::Daemon& daemon) {
  bus_ = daemon::JoinBus(daemon, default_->driver(), "org.libvirt.virttestd", "/org/libvirt/Test", &connections_);
}

void TestDriver::Stop() {
  if (default_) default_->CancelJobs();
  for (const auto& own : own_) {
    if (const auto served = own.lock()) served->CancelJobs();
  }
}

// On a worker, since files are read. A connection chooses once: what it left behind at another node may still be going on.
absl::Status TestDriver::Open(const rpc::CallContext& context, const std::string& uri) {
  ASSIGN_OR_RETURN(const std::string path, NodePathOf(uri));
  if (path == kDefaultNodePath) return absl::OkStatus();
  event::Loop& loop = daemon_->loop();
  ASSIGN_OR_RETURN(auto node, ReadNode(loop, context.caller, path));
  // It is let go of on the loop's thread, after the events that are on their way.
  const std::shared_ptr<OwnNode> own(new OwnNode(*daemon_, connections_, std::move(node)),
                                     [&loop](OwnNode* node) { loop.Post([last = std::shared_ptr<OwnNode>(node)] {}); });
  own->table.Handle<rpc::wire::ConnectOpen>(
      [](const Caller&, const rpc::wire::ConnectOpenArgs&) {
        return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "the connection has had a node of its own");
      },
      {permission::kConnectGetattr});
  connections_.OnClose(context.caller.connection_id, [served = std::weak_ptr<OwnNode>(own)] {
    if (const auto last = served.lock()) last->served.CancelJobs();
  });
  // Before the reply goes, and with it the client's next call comes.
  loop.Post([this, session = context.session.shared_from_this(), own] {
    std::erase_if(own_, [](const auto& other) { return other.expired(); });
    own_.push_back(std::shared_ptr<ServedNode>(own, &own->served));
    session->UseTable(own->table, own->access.get());
    session->Data<std::shared_ptr<OwnNode>>() = own;
  });
  return absl::OkStatus();
}

}  // namespace pleiad::test
