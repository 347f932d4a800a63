// SPDX-License-Identifier: Apache-2.0
// client_scenario.cc: a program that manages domains by the C++ client alone, and says what it sees: the same with our daemons
// and with libvirtd. Its argument is the URI of a test driver with its default content.
#include <cstdio>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/rpc/client.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire/domain.h"
#include "libshared/rpc/wire/domain_config.h"
#include "libshared/rpc/wire/domain_guest.h"
#include "libshared/rpc/wire/domain_lifecycle.h"
#include "libshared/rpc/wire/events.h"
#include "libshared/rpc/wire/network.h"

namespace pleiad::rpc {
namespace {

constexpr char kDomain[] = "<domain type='test'><name>two</name><memory>65536</memory><os><type>hvm</type></os></domain>";
constexpr int kLifecycle = 0;

void Say(std::string_view what, const std::string& value) { printf("%s: %s\n", std::string(what).c_str(), value.c_str()); }

std::string ErrorOf(const absl::Status& status) {
  return absl::StrCat(static_cast<int>(ErrorCodeOf(status)), " ", std::string(MessageOf(status)));
}

absl::Status ListDomains(Client& client) {
  ASSIGN_OR_RETURN(const auto all, client.Call<wire::ConnectListAllDomains>({.need_results = 1}));
  std::set<std::string> listed;  // the order is nobody's promise
  for (const auto& domain : all.domains.items) listed.insert(absl::StrCat(domain.name, " ", domain.id));
  for (const std::string& domain : listed) Say("listed", domain);
  return absl::OkStatus();
}

absl::Status LookAtHost(Client& client) {
  ASSIGN_OR_RETURN(const auto type, client.Call<wire::ConnectGetType>({}));
  Say("type", type.type);
  ASSIGN_OR_RETURN(const auto uri, client.Call<wire::ConnectGetUri>({}));
  Say("uri", uri.uri);
  RETURN_IF_ERROR(ListDomains(client));
  ASSIGN_OR_RETURN(const auto network, client.Call<wire::NetworkLookupByName>({"default"}));
  Say("network", network.net.uuid.ToString());
  return absl::OkStatus();
}

// From its definition to its end, with the events of it.
absl::Status ManageDomain(Client& client) {
  client.OnEvent<wire::DomainEventCallbackLifecycle>([](const wire::DomainEventCallbackLifecycleMsg& message) {
    Say("event", absl::StrCat(message.msg.dom.name, " ", message.msg.event, " ", message.msg.detail));
  });
  RETURN_IF_ERROR(client.Call<wire::ConnectDomainEventCallbackRegisterAny>({.event_id = kLifecycle, .dom = {}}).status());
  ASSIGN_OR_RETURN(const auto defined, client.Call<wire::DomainDefineXml>({kDomain}));
  const auto& two = defined.dom;
  RETURN_IF_ERROR(client.Call<wire::DomainCreate>({two}).status());
  ASSIGN_OR_RETURN(const auto state, client.Call<wire::DomainGetState>({two, 0}));
  Say("state", absl::StrCat(state.state, " ", state.reason));
  RETURN_IF_ERROR(client.Call<wire::DomainSuspend>({two}).status());
  RETURN_IF_ERROR(client.Call<wire::DomainResume>({two}).status());
  RETURN_IF_ERROR(ListDomains(client));
  wire::DomainSetSchedulerParametersFlagsArgs weight{.dom = two, .params = {}, .flags = 0};
  weight.params.items = {{"weight", uint32_t{60}}};
  RETURN_IF_ERROR(client.Call<wire::DomainSetSchedulerParametersFlags>(weight).status());
  ASSIGN_OR_RETURN(const auto info, client.Call<wire::DomainGetInfo>({two}));
  Say("info", absl::StrCat(info.max_mem, " KiB, ", info.nr_virt_cpu, " processors"));
  RETURN_IF_ERROR(client.Call<wire::DomainDestroy>({two}).status());
  RETURN_IF_ERROR(client.Call<wire::DomainUndefine>({two}).status());
  Say("gone", ErrorOf(client.Call<wire::DomainLookupByName>({"two"}).status()));
  return absl::OkStatus();
}

absl::Status TakeScreenshot(Client& client) {
  ASSIGN_OR_RETURN(const auto test, client.Call<wire::DomainLookupByName>({"test"}));
  ASSIGN_OR_RETURN(const auto stream, client.OpenStream<wire::DomainScreenshot>({test.dom, 0, 0}));
  ASSIGN_OR_RETURN(const auto reply, stream->Reply<wire::DomainScreenshotRet>());
  std::string picture;
  for (bool end = false; !end;) {
    ASSIGN_OR_RETURN(const ClientStream::Piece piece, stream->Read(absl::Seconds(10)));
    picture += piece.data;
    end = piece.end;
  }
  RETURN_IF_ERROR(stream->Finish(absl::Seconds(10)));
  Say("screenshot", absl::StrCat(reply.mime.value_or("-"), picture.empty() ? ", nothing" : ", some bytes"));
  return absl::OkStatus();
}

absl::Status MeetRefusals(Client& client, const std::string& uri) {
  Say("no domain", ErrorOf(client.Call<wire::DomainLookupByName>({"nosuch"}).status()));
  Say("no name", ErrorOf(client.Call<wire::DomainDefineXml>({"<domain type='test'/>"}).status()));
  ASSIGN_OR_RETURN(const auto reader, Client::Connect(uri, {.read_only = true}));
  ASSIGN_OR_RETURN(const auto test, reader->Call<wire::DomainLookupByName>({"test"}));
  Say("read-only", ErrorOf(reader->Call<wire::DomainDestroy>({test.dom}).status()));
  return absl::OkStatus();
}

absl::Status Run(const std::string& uri) {
  ASSIGN_OR_RETURN(const auto client, Client::Connect(uri, {}));
  RETURN_IF_ERROR(LookAtHost(*client));
  RETURN_IF_ERROR(ManageDomain(*client));
  RETURN_IF_ERROR(TakeScreenshot(*client));
  return MeetRefusals(*client, uri);
}

}  // namespace
}  // namespace pleiad::rpc

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: client_scenario URI\n");
    return 2;
  }
  const absl::Status status = pleiad::rpc::Run(argv[1]);
  if (status.ok()) return 0;
  pleiad::rpc::Say("failed", pleiad::rpc::ErrorOf(status));
  return 1;
}
