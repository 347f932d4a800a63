// SPDX-License-Identifier: Apache-2.0
#include "virttestd/node_document.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/base/unique_fd.h"
#include "libshared/xml/node.h"
#include "libshared/xml/scalar.h"

namespace pleiad::test {
namespace {
constexpr size_t kMaxBytes = 4 << 20;  // of the document and all the files that it names
constexpr char kTestUri[] = "http://libvirt.org/schemas/domain/test/1.0";

template <class... Args>
absl::Status Wrong(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return Error(ErrorDomain::kTest, ErrorCode::kXmlError, format, args...);
}

// The daemon may read more than its clients: what it reads for them is theirs, or everybody's.
bool MayRead(const Caller& caller, const struct stat& file) {
  return (file.st_mode & S_IROTH) != 0 || (caller.uid && (*caller.uid == 0 || *caller.uid == file.st_uid));
}

absl::StatusOr<std::string> ReadFile(const Caller& caller, const std::string& path, size_t& bytes_left) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat about {};
  if (!file || fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode) || !MayRead(caller, about)) {
    return Wrong("failed to parse xml document '%s'", path);
  }
  if (static_cast<size_t>(about.st_size) > bytes_left) return Wrong("xml document '%s' is too large", path);
  std::string text(static_cast<size_t>(about.st_size), '\0');
  const ssize_t got = pread(file.get(), text.data(), text.size(), 0);
  if (got < 0) return SystemError(ErrorDomain::kTest, errno, "cannot read a node's document");
  text.resize(static_cast<size_t>(got));
  bytes_left -= text.size();
  return text;
}

// What the namespace of the test driver says of a domain.
struct DomainStart {
  int32_t state = vir::kDomainRunning;
  bool transient = false;
};

absl::StatusOr<DomainStart> ReadStart(const xml::Node& domain) {
  std::string prefix;
  domain.EachAttribute([&](const char* name, const char* value) {
    if (strncmp(name, "xmlns:", 6) == 0 && strcmp(value, kTestUri) == 0) prefix = std::string(name + 6) + ":";
  });
  DomainStart start;
  if (prefix.empty()) return start;
  if (const xml::Node state = domain.FirstChild((prefix + "runstate").c_str())) {
    if (!xml::FromText(state.Text(), start.state)) return Wrong("invalid runstate '%s'", state.Text());
  }
  if (start.state <= vir::kDomainNostate || start.state > vir::kDomainPmsuspended)
    return Wrong("runstate '%d' out of range'", start.state);
  uint32_t transient = 0;
  if (const xml::Node element = domain.FirstChild((prefix + "transient").c_str())) {
    if (!xml::FromText(element.Text(), transient)) return Wrong("invalid transient");
  }
  start.transient = transient != 0;
  if (start.transient && start.state == vir::kDomainShutoff) return Wrong("transient domain cannot have runstate 'shutoff'");
  return start;
}

class NodeReader {
 public:
  NodeReader(Node& node, const Caller& caller, std::string path) : node_(node), caller_(caller), path_(std::move(path)) {}

  absl::Status Read() {
    ASSIGN_OR_RETURN(const std::string text, ReadFile(caller_, path_, bytes_left_));
    ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(text, path_));
    const xml::Node root = document.root();
    if (std::string_view(root.name()) != "node") return Wrong("Root element is not 'node'");
    RETURN_IF_ERROR(ReadHost(root));
    const auto add = [](auto& objects) { return [&objects](const std::string& xml) { return objects.Add(xml); }; };
    RETURN_IF_ERROR(Each(root, "domain", [this](const std::string& xml) { return AddDomain(node_, xml); }));
    RETURN_IF_ERROR(Each(root, "network", add(node_.networks)));
    RETURN_IF_ERROR(Each(root, "interface", add(node_.interfaces)));
    RETURN_IF_ERROR(Each(root, "pool", [this](const std::string& xml) { return AddPool(xml); }));
    return Each(root, "device", add(node_.devices));
  }

 private:
  // Each element of that name, as a document of its own, be it in a file or in place.
  absl::Status Each(const xml::Node& parent, const char* name, const std::function<absl::Status(const std::string& xml)>& add) {
    for (xml::Node element = parent.FirstChild(name); element; element = element.Next(name)) {
      const char* const file = element.Attribute("file");
      if (file == nullptr) {
        RETURN_IF_ERROR(add(element.Print(0)));
        continue;
      }
      const std::string path = *file == '/' ? file : path_.substr(0, path_.rfind('/') + 1) + file;
      ASSIGN_OR_RETURN(const std::string text, ReadFile(caller_, path, bytes_left_));
      RETURN_IF_ERROR(add(text));
    }
    return absl::OkStatus();
  }

  absl::Status AddPool(const std::string& xml) {
    ASSIGN_OR_RETURN(const StoragePoolRef pool, node_.pools.PoolDefineXml(Caller(), xml, 0));
    RETURN_IF_ERROR(node_.pools.PoolCreate(Caller(), pool, 0));
    ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(xml, "storage_pool_definition"));
    return Each(document.root(), "volume",
                [&](const std::string& volume) { return node_.pools.VolumeCreateXml(Caller(), pool, volume, 0).status(); });
  }

  absl::Status ReadHost(const xml::Node& root) {
    driver::NodeInfo& info = node_.info;
    if (const xml::Node cpu = root.FirstChild("cpu")) {
      const std::pair<const char*, int32_t*> counts[] = {{"active", &info.cpus}, {"mhz", &info.mhz},
                                                         {"nodes", &info.nodes}, {"sockets", &info.sockets},
                                                         {"cores", &info.cores}, {"threads", &info.threads}};
      for (const auto& [name, count] : counts) RETURN_IF_ERROR(ReadCount(cpu, "cpu", name, *count));
      if (const xml::Node model = cpu.FirstChild("model")) info.model = model.Text();
    }
    return ReadCount(root, "node", "memory", info.memory_kib);
  }
  template <class Number>
  static absl::Status ReadCount(const xml::Node& parent, const char* parent_name, const char* name, Number& count) {
    const xml::Node element = parent.FirstChild(name);
    if (!element || xml::FromText(element.Text(), count)) return absl::OkStatus();
    return Wrong("invalid %s %s '%s'", std::string(parent_name), std::string(name), element.Text());
  }

  Node& node_;
  const Caller& caller_;
  const std::string path_;
  size_t bytes_left_ = kMaxBytes;
};
}  // namespace

absl::Status AddDomain(Node& node, const std::string& xml) {
  ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(xml, "domain_definition"));
  ASSIGN_OR_RETURN(const DomainStart start, ReadStart(document.root()));
  ASSIGN_OR_RETURN(conf::DomainDef def, ReadDefinition(xml, /*validate=*/false));
  const auto shared = std::make_shared<const conf::DomainDef>(std::move(def));
  auto state = std::make_shared<DomainState>();
  if (!start.transient) state->config = shared;
  if (start.state != vir::kDomainShutoff) {
    state->BecomeActive(node.domains.NextId(), shared, vir::kDomainRunningUnknown);
    state->state = start.state;
  }
  if (node.domains.Insert(std::make_shared<Domain>(std::move(state)))) return absl::OkStatus();
  return Error(ErrorDomain::kTest, ErrorCode::kOperationFailed, "domain '%s' already exists", shared->name);
}

absl::StatusOr<std::unique_ptr<Node>> ReadNode(event::Loop& loop, const Caller& caller, const std::string& path) {
  auto node = std::make_unique<Node>(loop);
  node->uri = "test://" + path;
  RETURN_IF_ERROR(NodeReader(*node, caller, path).Read());
  return node;
}

}  // namespace pleiad::test
