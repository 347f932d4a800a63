// SPDX-License-Identifier: Apache-2.0
// main.cc: virttestd, the daemon for test:// connections: a whole node that lives in memory and runs nothing.
#include "libshared/daemon/daemon.h"
#include "virttestd/test_driver.h"

int main(int argc, char** argv) {
  pleiad::test::TestDriver driver;
  return pleiad::daemon::Main({.name = "virttestd", .summary = "Pretends to be a host, for tests of clients."}, driver, argc,
                              argv);
}
