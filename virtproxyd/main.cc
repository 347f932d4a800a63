// SPDX-License-Identifier: Apache-2.0
// virtproxyd: one endpoint (libvirt-sock) for clients that do not know which daemon owns what they ask for.
#include "libshared/daemon/daemon.h"
#include "virtproxyd/proxy.h"

int main(int argc, char** argv) {
  pleiad::proxy::ProxyHooks hooks;
  return pleiad::daemon::Main({.name = "virtproxyd",
                               .summary = "Passes clients on to the daemon that owns the connection they open.",
                               .socket_stem = "libvirt"},
                              hooks, argc, argv);
}
