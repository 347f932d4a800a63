// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/admin.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"

namespace pleiad::daemon {
namespace {
namespace wire = rpc::wire;
using rpc::ClientInfo;
using rpc::ClientSession;
using rpc::Server;

// Not a permission of libvirt's: whoever can open the admin socket may do everything there.
const Permissions kNone;
constexpr uint64_t kLibraryVersion = 9'000'000;
// An administrator's slip must not take all threads that the system has.
constexpr size_t kMaxThreads = 1000;

absl::Status RejectFlags(uint32_t flags, std::string_view function) {
  return RejectFlagsOutside(0, flags, function, ErrorDomain::kAdmin);
}

// One of the parameters that can be set; all are unsigned.
absl::StatusOr<uint32_t> NumberOf(const TypedParam& param) {
  if (const auto* number = std::get_if<uint32_t>(&param.value)) return *number;
  static constexpr std::string_view kTypes[] = {"int", "uint", "llong", "ullong", "double", "boolean", "string"};
  return Error(ErrorDomain::kRpc, ErrorCode::kInvalidArg, "invalid type '%s' for parameter '%s', expected 'uint'",
               std::string(kTypes[param.value.index()]), param.name);
}

absl::Status Unsupported(const TypedParam& param) {
  return Error(ErrorDomain::kRpc, ErrorCode::kArgumentUnsupported, "parameter '%s' not supported", param.name);
}

wire::AdminNonnullClient ClientOf(const std::string& server, const ClientInfo& info) {
  return {.srv = {server}, .id = info.id, .timestamp = absl::ToUnixSeconds(info.connected_at), .transport = static_cast<uint32_t>(info.transport)};
}

TypedParams InfoOf(const ClientInfo& info) {
  const Caller& caller = *info.caller;
  TypedParams params{{"readonly", caller.read_only}};
  if (caller.uid) params.push_back({"unix_user_id", static_cast<int32_t>(*caller.uid)});
  if (!caller.user_name.empty()) params.push_back({"unix_user_name", caller.user_name});
  if (caller.gid) params.push_back({"unix_group_id", static_cast<int32_t>(*caller.gid)});
  if (!caller.group_name.empty()) params.push_back({"unix_group_name", caller.group_name});
  if (caller.pid) params.push_back({"unix_process_id", static_cast<int32_t>(*caller.pid)});
  if (!caller.sasl_user.empty()) params.push_back({"sasl_user_name", caller.sasl_user});
  if (!info.address.empty()) params.push_back({"sock_addr", info.address});
  if (!caller.x509_dname.empty()) params.push_back({"tls_x509_dname", caller.x509_dname});
  if (!caller.selinux_context.empty()) params.push_back({"selinux_context", caller.selinux_context});
  return params;
}

uint32_t CountOf(const std::string& settings) {
  const std::vector<std::string> parts = absl::StrSplit(settings, ' ', absl::SkipEmpty());
  return static_cast<uint32_t>(parts.size());
}

// "1:rpc" is in force as "1:*rpc*".
std::string PatternsOf(const std::string& filters) {
  std::string text;
  for (const absl::string_view part : absl::StrSplit(filters, ' ', absl::SkipEmpty())) {
    const std::vector<absl::string_view> words = absl::StrSplit(part, ':');
    absl::StrAppend(&text, words[0], ":*", absl::StripPrefix(words[1], "+"), "* ");
  }
  return text;
}

absl::Status SetWorkers(event::WorkerPool& workers, const TypedParams& params) {
  event::WorkerPool::Limits limits = workers.limits();
  for (const TypedParam& param : params) {
    if (param.name != "minWorkers" && param.name != "maxWorkers" && param.name != "prioWorkers") return Unsupported(param);
    ASSIGN_OR_RETURN(const uint32_t number, NumberOf(param));
    if (param.name == "minWorkers") limits.min_threads = number;
    if (param.name == "maxWorkers") limits.max_threads = number;
    if (param.name == "prioWorkers") limits.urgent_threads = number;
  }
  if (std::max({limits.min_threads, limits.max_threads, limits.urgent_threads}) > kMaxThreads) {
    return Error(ErrorDomain::kRpc, ErrorCode::kInvalidArg, "a pool has at most %d threads", kMaxThreads);
  }
  if (limits.max_threads < 1 || limits.min_threads > limits.max_threads) {
    return MakeError(ErrorDomain::kRpc, ErrorCode::kInvalidArg, "minWorkers cannot be larger than maxWorkers");
  }
  workers.SetLimits(limits);
  return absl::OkStatus();
}

}  // namespace

absl::Status Admin::SetClientLimits(Server& server, const TypedParams& params) {
  size_t clients = server.max_clients(), anonymous = AnonymousLimitOf(server);
  for (const TypedParam& param : params) {
    if (param.name != "nclients_max" && param.name != "nclients_unauth_max") return Unsupported(param);
    ASSIGN_OR_RETURN(const uint32_t number, NumberOf(param));
    (param.name == "nclients_max" ? clients : anonymous) = number;
  }
  if (clients == 0 || anonymous > clients) {
    return MakeError(ErrorDomain::kRpc, ErrorCode::kInvalidArg,
                     "The overall maximum number of clients waiting for authentication must not be less than the overall maximum "
                     "number of clients");
  }
  server.SetClientLimits(clients, &server == server_.get() ? clients : anonymous);
  return absl::OkStatus();
}

Admin::Admin(event::Loop& loop, AdminTarget target, rpc::ServerOptions options, event::WorkerPool::Limits workers)
    : loop_(loop), target_(std::move(target)), workers_(workers) {
  BindConnection();
  BindServers();
  BindClients();
  BindLogging();
  options.max_anonymous_clients = options.max_clients;
  server_ = std::make_unique<Server>(loop, workers_, table_, options);
}

absl::StatusOr<Server*> Admin::FindServer(std::string_view name) {
  if (name == target_.name) return &target_.server;
  if (name == "admin") return server_.get();
  return Error(ErrorDomain::kRpc, ErrorCode::kNoServer, "No server named '%s'", std::string(name));
}

absl::StatusOr<ClientInfo> Admin::FindClient(std::string_view server, uint64_t id) {
  ASSIGN_OR_RETURN(Server* found, FindServer(server));
  for (ClientInfo& info : found->Clients()) {
    if (info.id == id) return std::move(info);
  }
  return Error(ErrorDomain::kRpc, ErrorCode::kNoClient, "No client with matching ID '%d'", id);
}

// Nobody authenticates to the admin's own server.
size_t Admin::AnonymousLimitOf(const Server& server) const {
  return &server == server_.get() ? 0 : server.max_anonymous_clients();
}

event::WorkerPool& Admin::WorkersOf(const Server& server) { return &server == &target_.server ? target_.workers : workers_; }

void Admin::BindConnection() {
  table_.Handle<wire::AdminConnectOpen>(
      [](ClientSession&, wire::AdminConnectOpenArgs& args) { return RejectFlags(args.flags, "adminDispatchConnectOpen"); },
      kNone);
  table_.Handle<wire::AdminConnectClose>([](ClientSession&, wire::None&) { return absl::OkStatus(); }, kNone);
  table_.Handle<wire::AdminConnectGetLibVersion>(
      [](ClientSession&, wire::None&) -> absl::StatusOr<uint64_t> { return kLibraryVersion; }, kNone);
  table_.Handle<wire::AdminConnectSetDaemonTimeout>(
      [this](ClientSession&, wire::AdminConnectSetDaemonTimeoutArgs& args) -> absl::Status {
        RETURN_IF_ERROR(RejectFlags(args.flags, "adminConnectSetDaemonTimeout"));
        target_.set_idle_timeout(args.timeout == 0 ? absl::InfiniteDuration() : absl::Seconds(args.timeout));
        return absl::OkStatus();
      },
      kNone);
  table_.Handle<wire::AdminConnectDaemonShutdown>(
      [this](ClientSession&, wire::AdminConnectDaemonShutdownArgs&) {
        target_.quit();
        return absl::OkStatus();
      },
      kNone);
}

void Admin::BindServers() {
  table_.Handle<wire::AdminConnectListServers>(
      [this](ClientSession&, wire::AdminConnectListServersArgs& args) -> absl::StatusOr<wire::AdminConnectListServersRet> {
        RETURN_IF_ERROR(RejectFlags(args.flags, "adminConnectListServers"));
        wire::AdminConnectListServersRet ret{.servers = {}, .ret = 2};
        if (args.need_results != 0) ret.servers.items = {{"admin"}, {target_.name}};
        return ret;
      },
      kNone);
  table_.Handle<wire::AdminConnectLookupServer>(
      [this](ClientSession&, wire::AdminConnectLookupServerArgs& args) -> absl::StatusOr<wire::AdminConnectLookupServerRet> {
        RETURN_IF_ERROR(FindServer(args.name).status());
        return wire::AdminConnectLookupServerRet{{args.name}};
      },
      kNone);
  table_.Handle<wire::AdminServerGetThreadpoolParameters>(
      [this](ClientSession&, wire::AdminServerGetThreadpoolParametersArgs& args) -> absl::StatusOr<TypedParams> {
        ASSIGN_OR_RETURN(Server* server, FindServer(args.srv.name));
        const auto limits = WorkersOf(*server).limits();
        const auto counts = WorkersOf(*server).counts();
        const auto number = [](size_t value) { return static_cast<uint32_t>(value); };
        return TypedParams{{"minWorkers", number(limits.min_threads)},     {"maxWorkers", number(limits.max_threads)},
                           {"nWorkers", number(counts.threads)},           {"freeWorkers", number(counts.idle)},
                           {"prioWorkers", number(limits.urgent_threads)}, {"jobQueueDepth", number(counts.queued)}};
      },
      kNone);
  table_.Handle<wire::AdminServerSetThreadpoolParameters>(
      [this](ClientSession&, wire::AdminServerSetThreadpoolParametersArgs& args) -> absl::Status {
        ASSIGN_OR_RETURN(Server* server, FindServer(args.srv.name));
        return SetWorkers(WorkersOf(*server), args.params.items);
      },
      kNone);
  table_.Handle<wire::AdminServerGetClientLimits>(
      [this](ClientSession&, wire::AdminServerGetClientLimitsArgs& args) -> absl::StatusOr<TypedParams> {
        ASSIGN_OR_RETURN(Server* server, FindServer(args.srv.name));
        const auto number = [](size_t value) { return static_cast<uint32_t>(value); };
        return TypedParams{{"nclients_max", number(server->max_clients())},
                           {"nclients", number(server->client_count())},
                           {"nclients_unauth_max", number(AnonymousLimitOf(*server))},
                           {"nclients_unauth", number(server == server_.get() ? 0 : server->anonymous_count())}};
      },
      kNone);
  table_.Handle<wire::AdminServerSetClientLimits>(
      [this](ClientSession&, wire::AdminServerSetClientLimitsArgs& args) -> absl::Status {
        ASSIGN_OR_RETURN(Server* server, FindServer(args.srv.name));
        return SetClientLimits(*server, args.params.items);
      },
      kNone);
  table_.Handle<wire::AdminServerUpdateTlsFiles>(
      [this](ClientSession&, wire::AdminServerUpdateTlsFilesArgs& args) -> absl::Status {
        RETURN_IF_ERROR(RejectFlags(args.flags, "adminServerUpdateTlsFiles"));
        ASSIGN_OR_RETURN(const Server* server, FindServer(args.srv.name));
        if (server == &target_.server && target_.update_tls) return target_.update_tls();
        return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "no tls service found, unable to update tls files");
      },
      kNone);
}

void Admin::BindClients() {
  table_.Handle<wire::AdminServerListClients>(
      [this](ClientSession&, wire::AdminServerListClientsArgs& args) -> absl::StatusOr<wire::AdminServerListClientsRet> {
        RETURN_IF_ERROR(RejectFlags(args.flags, "adminServerListClients"));
        ASSIGN_OR_RETURN(Server* server, FindServer(args.srv.name));
        const auto clients = server->Clients();
        wire::AdminServerListClientsRet ret{.clients = {}, .ret = static_cast<uint32_t>(clients.size())};
        if (args.need_results == 0) return ret;
        for (const ClientInfo& info : clients) ret.clients.items.push_back(ClientOf(args.srv.name, info));
        return ret;
      },
      kNone);
  table_.Handle<wire::AdminServerLookupClient>(
      [this](ClientSession&, wire::AdminServerLookupClientArgs& args) -> absl::StatusOr<wire::AdminServerLookupClientRet> {
        ASSIGN_OR_RETURN(const ClientInfo info, FindClient(args.srv.name, args.id));
        return wire::AdminServerLookupClientRet{ClientOf(args.srv.name, info)};
      },
      kNone);
  table_.Handle<wire::AdminClientGetInfo>(
      [this](ClientSession&, wire::AdminClientGetInfoArgs& args) -> absl::StatusOr<TypedParams> {
        ASSIGN_OR_RETURN(const ClientInfo info, FindClient(args.clnt.srv.name, args.clnt.id));
        return InfoOf(info);
      },
      kNone);
  table_.Handle<wire::AdminClientClose>(
      [this](ClientSession&, wire::AdminClientCloseArgs& args) -> absl::Status {
        RETURN_IF_ERROR(FindClient(args.clnt.srv.name, args.clnt.id).status());
        ASSIGN_OR_RETURN(Server* server, FindServer(args.clnt.srv.name));
        const auto session = server->Find(args.clnt.id);
        // One who closes its own connection has the answer first.
        if (session) loop_.Post([session] { session->Close("closed by an administrator"); });
        return absl::OkStatus();
      },
      kNone);
}

void Admin::BindLogging() {
  table_.Handle<wire::AdminConnectGetLoggingOutputs>(
      [](ClientSession&, wire::AdminConnectGetLoggingOutputsArgs&) -> absl::StatusOr<wire::AdminConnectGetLoggingOutputsRet> {
        const log::Settings now = log::CurrentSettings();
        return wire::AdminConnectGetLoggingOutputsRet{now.outputs, CountOf(now.outputs)};
      },
      kNone);
  table_.Handle<wire::AdminConnectGetLoggingFilters>(
      [](ClientSession&, wire::AdminConnectGetLoggingFiltersArgs&) -> absl::StatusOr<wire::AdminConnectGetLoggingFiltersRet> {
        const log::Settings now = log::CurrentSettings();
        if (CountOf(now.filters) == 0) return wire::AdminConnectGetLoggingFiltersRet{};
        return wire::AdminConnectGetLoggingFiltersRet{PatternsOf(now.filters), CountOf(now.filters)};
      },
      kNone);
  // Without a text the defaults are back.
  table_.Handle<wire::AdminConnectSetLoggingOutputs>(
      [](ClientSession&, wire::AdminConnectSetLoggingOutputsArgs& args) {
        log::Settings next = log::CurrentSettings();
        next.outputs = args.outputs.value_or("");
        return log::Configure(next);
      },
      kNone);
  table_.Handle<wire::AdminConnectSetLoggingFilters>(
      [](ClientSession&, wire::AdminConnectSetLoggingFiltersArgs& args) {
        log::Settings next = log::CurrentSettings();
        next.filters = args.filters.value_or("");
        return log::Configure(next);
      },
      kNone);
}

}  // namespace pleiad::daemon
