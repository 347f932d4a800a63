// SPDX-License-Identifier: Apache-2.0
#include "virtproxyd/remote_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libshared/base/error.h"

namespace pleiad::proxy {
namespace {
absl::StatusOr<RemoteSettings> Read(std::string_view text) {
  auto config = ConfigFile::Parse(text, "virtproxyd.conf");
  if (!config.ok()) return config.status();
  RemoteSettings settings;
  if (absl::Status status = settings.Read(*config); !status.ok()) return status;
  return settings;
}

TEST(RemoteSettingsTest, HaveLibvirtsDefaults) {
  const RemoteSettings settings = *Read("");
  EXPECT_FALSE(settings.listen_tls);
  EXPECT_FALSE(settings.listen_tcp);
  EXPECT_EQ(settings.tls_port, "16514");
  EXPECT_EQ(settings.tcp_port, "16509");
  EXPECT_EQ(settings.auth_tls, RemoteAuth::kNone);
  EXPECT_EQ(settings.auth_tcp, RemoteAuth::kSasl);
  EXPECT_EQ(settings.tls.ca_file, "/etc/pki/CA/cacert.pem");
  EXPECT_EQ(settings.tls.cert_file, "/etc/pki/libvirt/servercert.pem");
  EXPECT_EQ(settings.tls.key_file, "/etc/pki/libvirt/private/serverkey.pem");
  EXPECT_TRUE(settings.tls.check_own);
  EXPECT_TRUE(settings.tls.verify_clients);
  EXPECT_FALSE(settings.tls.limits_names);
  EXPECT_FALSE(settings.sasl.limits_users);
  EXPECT_EQ(settings.sasl.min_ssf, 112);
}

TEST(RemoteSettingsTest, TakeWhatLibvirtsFilesSay) {
  const RemoteSettings settings = *Read(
      "listen_tcp = 1\nlisten_addr = \"192.0.2.1\"\nauth_tls = \"sasl\"\nauth_tcp = \"none\"\ntls_no_verify_certificate = 1\n"
      "tls_allowed_dn_list = [\"CN=a\", \"CN=b*\"]\nsasl_allowed_username_list = []\ncrl_file = \"/crl.pem\"\n");
  EXPECT_TRUE(settings.listen_tcp);
  EXPECT_EQ(settings.listen_addr, "192.0.2.1");
  EXPECT_EQ(settings.auth_tls, RemoteAuth::kSasl);
  EXPECT_EQ(settings.auth_tcp, RemoteAuth::kNone);
  EXPECT_FALSE(settings.tls.verify_clients);
  EXPECT_THAT(settings.tls.allowed_names, testing::ElementsAre("CN=a", "CN=b*"));
  EXPECT_TRUE(settings.tls.limits_names);
  EXPECT_TRUE(settings.sasl.limits_users) << "nobody is on the list";
  EXPECT_EQ(settings.tls.crl_file, "/crl.pem");
}

TEST(RemoteSettingsTest, RefuseWhatCannotBe) {
  for (const char* text :
       {"auth_tls = \"polkit\"", "auth_tcp = \"password\"", "tcp_min_ssf = 56", "tls_port = 16514", "listen_tls = 2"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(ErrorCodeOf(Read(text).status()), ErrorCode::kConfSyntax);
  }
}
}  // namespace
}  // namespace pleiad::proxy
