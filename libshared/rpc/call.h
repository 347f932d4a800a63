// SPDX-License-Identifier: Apache-2.0
// call.h: one call on its way through the daemon: the row of the table that it fits, what is known of it, and its decoded form.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "libshared/base/caller.h"
#include "libshared/base/unique_fd.h"
#include "libshared/rpc/access.h"
#include "libshared/rpc/message.h"
#include "libshared/rpc/stream_end.h"
#include "libshared/rpc/wire/procedure.h"
#include "libshared/rpc/xdr.h"

namespace pleiad::rpc {

class ClientSession;

// Where a call runs: kInline on the loop's thread, for calls that only read memory; kWorker for those that may wait.
enum class Run : uint8_t { kInline, kWorker };

// What a handler gets besides the arguments, and gives besides the result.
struct CallContext {
  const Caller& caller;
  ClientSession& session;
  const Header& header;
  std::vector<UniqueFd> descriptors;        // came with the call
  std::vector<UniqueFd> reply_descriptors;  // to go with the reply
  std::optional<StreamEnd> stream;          // set by calls that open one
};

// A call whose arguments are read. It lives until its reply is written.
class DecodedCall {
 public:
  virtual ~DecodedCall() = default;
  virtual uint64_t flags() const = 0;  // the last unsigned argument; 0 without one
  virtual ObjectRef object() const = 0;
  // Runs the method and keeps its result for EncodeResult.
  virtual absl::Status Execute(CallContext& context) = 0;
  virtual void EncodeResult(xdr::Encoder& out) const = 0;
};

// One procedure: what the table knows of it.
struct Row {
  Program program;
  int number;
  std::string_view api;  // the public name: "virDomainCreate"
  Permissions permissions;
  Run run = Run::kInline;
  bool needs_open = true;     // only after connect_open
  bool checks_later = false;  // its handler asks the access check, when it knows the object
  bool opens_stream = false;  // the client may send stream messages as soon as the call has left
  // Null when the payload is not what the procedure takes.
  std::unique_ptr<DecodedCall> (*decode)(const Row& row, std::string_view payload);
  std::shared_ptr<const void> target;  // what `decode` binds the call to
};

}  // namespace pleiad::rpc
