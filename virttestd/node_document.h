// SPDX-License-Identifier: Apache-2.0
// node_document.h: a node from a <node> document, as the test driver's users write it: domains, networks, interfaces, pools with
// their volumes and devices, each in place or by the name of a file beside it, and the host's CPUs and memory.
//   Source  the stock test driver's answers for test:///PATH; libvirt-doc's examples/xml/test
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "virttestd/node.h"

namespace pleiad::test {

// The files are read for `caller`: those of others that are not for everybody are refused.
//   Errors  XML_ERROR (27) for what is no document of a node; SYSTEM_ERROR (38) for files; those of the objects' documents
absl::StatusOr<std::unique_ptr<Node>> ReadNode(event::Loop& loop, const Caller& caller, const std::string& path);

// A domain that the node has from the start: running, or in the state that its <runstate> of the test driver's namespace says.
absl::Status AddDomain(Node& node, const std::string& xml);

}  // namespace pleiad::test
