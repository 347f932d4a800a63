// SPDX-License-Identifier: Apache-2.0
#include "libshared/remote/sasl.h"

#include <fnmatch.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "libshared/remote/sasl_library.h"
#include "libshared/remote/sasl_transport.h"
#include "libshared/rpc/peer_credentials.h"

namespace pleiad::remote {
namespace {
// The client is told no more, whatever it was.
absl::Status Refused() { return MakeError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "authentication failed"); }

// "192.0.2.1:345" as Cyrus wants it: "192.0.2.1;345".
std::string CyrusAddress(std::string address) {
  if (const size_t colon = address.rfind(':'); colon != address.npos) address[colon] = ';';
  std::erase_if(address, [](char c) { return c == '[' || c == ']'; });
  return address;
}

class Exchange final : public rpc::SaslExchange {
 public:
  Exchange(const SaslLibrary& library, SaslSettings settings, bool needs_layer, std::string address)
      : library_(library), settings_(std::move(settings)), needs_layer_(needs_layer), address_(std::move(address)) {}

  absl::StatusOr<std::string> Mechanisms() override {
    sasl_conn_t* raw = nullptr;
    // It looks for this host's name, which may wait.
    const int made = library_.server_new("libvirt", nullptr, nullptr, nullptr, address_.empty() ? nullptr : address_.c_str(),
                                         nullptr, SASL_SUCCESS_DATA, &raw);
    if (made != SASL_OK) return Fail("cannot begin", made);
    connection_ = SaslConnection(raw, [dispose = library_.dispose](sasl_conn_t* connection) { dispose(&connection); });
    const sasl_security_properties_t security{
        .min_ssf = needs_layer_ ? static_cast<sasl_ssf_t>(settings_.min_ssf) : 0,
        // What is secure already is not made so twice.
        .max_ssf = needs_layer_ ? 100000u : 0u,
        .maxbufsize = kMaxSaslPacketBytes,
        .security_flags = static_cast<sasl_ssf_t>(SASL_SEC_NOANONYMOUS | (needs_layer_ ? SASL_SEC_NOPLAINTEXT : 0)),
        .property_names = nullptr,
        .property_values = nullptr,
    };
    if (const int set = library_.setprop(raw, SASL_SEC_PROPS, &security); set != SASL_OK)
      return Fail("cannot be told what is secure", set);
    const char* list = nullptr;
    const int listed = library_.listmech(raw, nullptr, "", ",", "", &list, nullptr, nullptr);
    if (listed != SASL_OK || list == nullptr || *list == '\0')
      return Fail("has no mechanism that this connection may use", listed);
    mechanisms_ = list;
    return mechanisms_;
  }

  absl::StatusOr<Step> Start(const std::string& mechanism, const Data& data) override {
    const std::string offered = absl::StrCat(",", mechanisms_, ",");
    if (!connection_ || began_ || mechanism.empty() || offered.find(absl::StrCat(",", mechanism, ",")) == offered.npos) {
      return Fail("does not offer what a client has chosen", SASL_NOMECH);
    }
    began_ = true;
    const char* out = nullptr;
    unsigned size = 0;
    const int result = library_.server_start(connection_.get(), mechanism.c_str(), data ? data->data() : nullptr,
                                             data ? static_cast<unsigned>(data->size()) : 0, &out, &size);
    return Answer(result, out, size);
  }

  absl::StatusOr<Step> Continue(const Data& data) override {
    if (!began_) return Refused();
    const char* out = nullptr;
    unsigned size = 0;
    const int result = library_.server_step(connection_.get(), data ? data->data() : nullptr,
                                            data ? static_cast<unsigned>(data->size()) : 0, &out, &size);
    return Answer(result, out, size);
  }

  const std::string& user() const override { return user_; }
  bool has_layer() const override { return ssf_ > 0; }
  std::unique_ptr<rpc::Transport> AddLayer(std::unique_ptr<rpc::Transport> below) override {
    return NewSaslTransport(library_, connection_, max_out_, std::move(below));
  }

 private:
  absl::Status Fail(std::string_view what, int result) const {
    log::Warning([&] {
      const char* detail = connection_ ? library_.errdetail(connection_.get()) : library_.errstring(result, nullptr, nullptr);
      return absl::StrCat("SASL ", std::string(what), address_.empty() ? "" : " for ", address_, ": ", detail);
    });
    return Refused();
  }

  absl::StatusOr<Step> Answer(int result, const char* out, unsigned size) {
    if (result != SASL_OK && result != SASL_CONTINUE) return Fail("refuses a client", result);
    Step step{result == SASL_OK, std::nullopt};
    if (out != nullptr) step.data.emplace(out, size);
    if (step.complete) RETURN_IF_ERROR(Conclude());
    return step;
  }

  // Who it is, and what was agreed on.
  absl::Status Conclude() {
    const void* value = nullptr;
    if (library_.getprop(connection_.get(), SASL_USERNAME, &value) != SASL_OK || value == nullptr)
      return Fail("knows no name", SASL_FAIL);
    user_ = static_cast<const char*>(value);
    const auto fits = [this](const std::string& pattern) { return fnmatch(pattern.c_str(), user_.c_str(), FNM_NOESCAPE) == 0; };
    if (settings_.limits_users && std::ranges::none_of(settings_.allowed_users, fits)) {
      log::Warning(absl::StrCat("SASL client identity '", user_, "' is not allowed (sasl_allowed_username_list)"));
      return Refused();
    }
    if (!needs_layer_) return absl::OkStatus();
    if (library_.getprop(connection_.get(), SASL_SSF, &value) != SASL_OK || value == nullptr)
      return Fail("tells no strength", SASL_FAIL);
    ssf_ = *static_cast<const int*>(value);
    if (ssf_ < settings_.min_ssf) return Fail("has agreed on too weak a layer", SASL_TOOWEAK);
    if (library_.getprop(connection_.get(), SASL_MAXOUTBUF, &value) == SASL_OK && value != nullptr) {
      max_out_ = *static_cast<const unsigned*>(value);
    }
    return absl::OkStatus();
  }

  const SaslLibrary& library_;
  const SaslSettings settings_;
  const bool needs_layer_;
  const std::string address_;
  SaslConnection connection_;
  std::string mechanisms_, user_;
  bool began_ = false;
  int ssf_ = 0;
  unsigned max_out_ = 0;
};
}  // namespace

absl::Status PrepareSasl() { return SaslLibrary::Load().status(); }

std::shared_ptr<rpc::SaslExchange> NewSaslExchange(const SaslSettings& settings, const rpc::Transport& transport) {
  const auto library = SaslLibrary::Load();
  if (!library.ok()) {
    log::Failure("SASL is not there", library.status());
    return nullptr;
  }
  return std::make_shared<Exchange>(**library, settings, /*needs_layer=*/!transport.IsSecure(),
                                    CyrusAddress(rpc::PeerAddress(transport.descriptor())));
}

}  // namespace pleiad::remote
