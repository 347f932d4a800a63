// SPDX-License-Identifier: Apache-2.0
#include "libshared/dbus/tree.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/dbus/introspection.h"

namespace pleiad::dbus {
namespace {

constexpr char kIntrospectable[] = "org.freedesktop.DBus.Introspectable";
constexpr char kProperties[] = "org.freedesktop.DBus.Properties";
constexpr char kObjectManager[] = "org.freedesktop.DBus.ObjectManager";
constexpr char kUnknownMethod[] = "org.freedesktop.DBus.Error.UnknownMethod";
constexpr char kUnknownObject[] = "org.freedesktop.DBus.Error.UnknownObject";
constexpr char kUnknownInterface[] = "org.freedesktop.DBus.Error.UnknownInterface";
constexpr char kUnknownProperty[] = "org.freedesktop.DBus.Error.UnknownProperty";
constexpr char kPropertyReadOnly[] = "org.freedesktop.DBus.Error.PropertyReadOnly";
constexpr char kInvalidArgs[] = "org.freedesktop.DBus.Error.InvalidArgs";
constexpr char kLimitsExceeded[] = "org.freedesktop.DBus.Error.LimitsExceeded";

bool IsReading(const Permissions& permissions) {
  return std::ranges::all_of(permissions, [](const Permission& permission) { return permission.IsReading(); });
}

Permissions NeededWith(const Permissions& permissions, uint32_t flags) {
  Permissions needed;
  for (const Permission& permission : permissions) {
    if (permission.flags == 0 || ((flags & permission.flags) != 0) != permission.negate) needed.push_back(permission);
  }
  return needed;
}

// The daemon itself, for values in signals that everybody on the bus may hear.
Caller OwnSelf() {
  Caller caller;
  caller.may_manage = true;
  return caller;
}

void PutEntries(Writer& writer, std::vector<std::pair<const Property*, Answer>>& values, bool twice) {
  writer.Array("{sv}", [&] {
    for (auto& [property, value] : values) {
      writer.DictEntry("sv", [&, &property = property, &value = value] {
        writer.String(property->name);
        const auto put = [&] { writer.Variant(property->signature, [&] { value(writer); }); };
        twice ? writer.Variant("v", put) : put();
      });
    }
  });
}

void PutInterfaces(Writer& writer, const Interface& interface, std::vector<std::pair<const Property*, Answer>>& values) {
  writer.Array("{sa{sv}}", [&] {
    writer.DictEntry("sa{sv}", [&] {
      writer.String(interface.name());
      PutEntries(writer, values, /*twice=*/false);
    });
  });
}

}  // namespace

struct Tree::Job {
  Call call;
  Target target;
  Permissions permissions;  // all that the row lists
  Permissions needed;       // those that the flags ask for
  bool on_worker;
  std::string api;
  Decode decode;
  Caller caller;
  std::any object;
  Work work;
  bool checks_later = false;
};

Tree::Tree(Connection& connection, event::Loop& loop, event::WorkerPool& workers, TreeOptions options)
    : connection_(connection),
      loop_(loop),
      workers_(workers),
      options_(std::move(options)),
      peers_(connection, loop, options_.policy),
      alive_(std::make_shared<Tree*>(this)) {
  connection_.SetCallHandler([this](Call call) { OnCall(std::move(call)); });
}

Tree::~Tree() {
  connection_.SetCallHandler(nullptr);
  connection_.SetGoneHandler(nullptr);
  connection_.SetLostHandler(nullptr);
}

std::string Tree::PathOf(std::string_view collection, std::string_view element) const {
  return absl::StrCat(options_.root, "/", std::string(collection), "/", std::string(element));
}

const Collection& Tree::collection(std::string_view name) const {
  return *std::ranges::find(collections_, name, &Collection::name);
}

// ---- where a call goes ------------------------------------------------------------------------------------------------
std::optional<Tree::Target> Tree::Route(const std::string& path) const {
  const std::string& root = options_.root;
  if (path == root) return Target{.interface = root_.get(), .collection = nullptr, .element = {}, .is_root = true};
  if (path == "/" || (root.starts_with(path) && root[path.size()] == '/')) return Target{};
  if (!path.starts_with(root + "/")) return std::nullopt;
  const std::string below = path.substr(root.size() + 1);
  const size_t slash = below.find('/');
  const auto found = std::ranges::find(collections_, below.substr(0, slash), &Collection::name);
  if (found == collections_.end()) return std::nullopt;
  if (slash == std::string::npos) return Target{.interface = nullptr, .collection = &*found, .element = {}, .is_root = false};
  const std::string element = below.substr(slash + 1);
  if (element.find('/') != std::string::npos) return std::nullopt;
  return Target{.interface = found->interface.get(), .collection = &*found, .element = element, .is_root = false};
}

std::vector<std::string> Tree::ChildrenOf(const std::string& path) const {
  std::vector<std::string> children;
  if (path == options_.root) {
    for (const Collection& collection : collections_) children.push_back(collection.name);
  } else if (options_.root.starts_with(path)) {
    const size_t from = path == "/" ? 1 : path.size() + 1;
    children.push_back(options_.root.substr(from, options_.root.find('/', from) - from));
  }
  return children;
}

void Tree::OnCall(Call call) {
  const auto target = Route(call.path());
  if (!target) return call.Fail(kUnknownObject, absl::StrCat("Unknown object '", call.path(), "'."));
  if (target->interface && (call.interface().empty() || call.interface() == target->interface->name())) {
    if (const Method* method = target->interface->FindMethod(call.member())) return OnOwnCall(std::move(call), *target, *method);
  }
  if (OnStandardCall(call, *target)) return;
  const bool known_interface = call.interface().empty() || (target->interface && call.interface() == target->interface->name()) ||
                               call.interface() == kIntrospectable || call.interface() == kProperties ||
                               call.interface() == kObjectManager;
  if (!known_interface) return call.Fail(kUnknownInterface, absl::StrCat("Unknown interface '", call.interface(), "'."));
  call.Fail(kUnknownMethod, absl::StrCat("Unknown method ", call.member(), " or interface ", call.interface(), "."));
}

bool Tree::OnStandardCall(Call& call, const Target& target) {
  const auto is = [&call](const char* interface, const char* member, const char* signature) {
    return (call.interface().empty() || call.interface() == interface) && call.member() == member &&
           call.signature() == signature;
  };
  if (is(kIntrospectable, "Introspect", "")) {
    Introspect(std::move(call), target);
  } else if (target.is_root && is(kObjectManager, "GetManagedObjects", "")) {
    GetManagedObjects(std::move(call));
  } else if (target.interface && is(kProperties, "Get", "ss")) {
    GetProperty(std::move(call), target);
  } else if (target.interface && is(kProperties, "GetAll", "s")) {
    GetAllProperties(std::move(call), target);
  } else if (target.interface && is(kProperties, "Set", "ssv")) {
    SetProperty(std::move(call), target);
  } else {
    return false;
  }
  return true;
}

void Tree::OnOwnCall(Call call, const Target& target, const Method& method) {
  if (const std::string wanted = method.InSignature(); call.signature() != wanted) {
    return call.Fail(kInvalidArgs, absl::StrCat("Invalid arguments '", call.signature(), "' to call ", target.interface->name(),
                                                ".", method.name, "(), expecting '", wanted, "'."));
  }
  Begin(
      std::move(call), target, method.permissions, method.run == Run::kWorker,
      absl::StrCat(target.interface->name(), ".", method.name),
      [&method](const std::any& object, Reader& arguments) -> absl::StatusOr<Decoded> {
        return method.decode(object, arguments);
      },
      method.checks_later);
}

// ---- the standard interfaces ------------------------------------------------------------------------------------------
void Tree::Introspect(Call call, const Target& target) {
  Introspected shown{.interfaces = {}, .is_object_manager = target.is_root, .children = ChildrenOf(call.path())};
  if (target.interface) shown.interfaces.push_back(target.interface);
  if (!target.collection) {
    return call.Reply(root(), [&](Writer& writer) { writer.String(IntrospectionXml(shown)); });
  }
  const Permissions needed = target.interface ? Permissions{} : Permissions{target.collection->to_list};
  Begin(std::move(call), target, needed, /*on_worker=*/false, "Introspect",
        [this, shown, collection = target.collection](const std::any& object, Reader&) -> absl::StatusOr<Decoded> {
          return Decoded{
              [this, shown, collection, is_object = object.has_value()](const Caller& caller) mutable -> absl::StatusOr<Answer> {
                if (!is_object) {
                  for (auto& [element, ref] : Visible(caller, *collection)) shown.children.push_back(element);
                }
                return Answer([xml = IntrospectionXml(shown)](Writer& writer) { writer.String(xml); });
              }};
        });
}

void Tree::GetManagedObjects(Call call) {
  struct Object {
    std::string path;
    const Interface* interface;
    std::vector<std::pair<const Property*, Answer>> values;
  };
  Permissions needed;
  for (const Collection& collection : collections_) needed.push_back(collection.to_list);
  const auto collect = [this](const Caller& caller) -> absl::StatusOr<Answer> {
    std::vector<Object> objects;
    for (const Collection& collection : collections_) {
      for (auto& [element, object] : Visible(caller, collection)) {
        objects.push_back(
            {PathOf(collection.name, element), collection.interface.get(), Values(caller, *collection.interface, object)});
      }
    }
    return Answer([objects = std::move(objects)](Writer& writer) mutable {
      writer.Array("{oa{sa{sv}}}", [&] {
        for (Object& object : objects) {
          writer.DictEntry("oa{sa{sv}}", [&] {
            writer.Path(object.path);
            PutInterfaces(writer, *object.interface, object.values);
          });
        }
      });
    });
  };
  Begin(std::move(call), Target{.interface = root_.get(), .collection = nullptr, .element = {}, .is_root = true}, needed,
        /*on_worker=*/true, "GetManagedObjects",
        [collect](const std::any&, Reader&) -> absl::StatusOr<Decoded> { return Decoded{collect}; });
}

void Tree::GetProperty(Call call, const Target& target) {
  Reader arguments = call.Arguments();
  const std::string interface = arguments.String(), name = arguments.String();
  if (!interface.empty() && interface != target.interface->name()) {
    return call.Fail(kUnknownInterface, absl::StrCat("Unknown interface '", interface, "'."));
  }
  const Property* property = target.interface->FindProperty(name);
  if (!property) return call.Fail(kUnknownProperty, absl::StrCat("Unknown property '", name, "'."));
  Begin(std::move(call), target, property->read, property->run == Run::kWorker, absl::StrCat(interface, ".", name),
        [property](const std::any& object, Reader&) -> absl::StatusOr<Decoded> {
          return Decoded{[property, get = property->get(object)](const Caller& caller) mutable -> absl::StatusOr<Answer> {
            ASSIGN_OR_RETURN(Answer value, get(caller));
            return Answer([property, value = std::move(value)](Writer& writer) mutable {
              writer.Variant(property->signature, [&] { value(writer); });
            });
          }};
        });
}

void Tree::GetAllProperties(Call call, const Target& target) {
  const Interface* interface = target.interface;
  if (const std::string name = call.Arguments().String(); !name.empty() && name != interface->name()) {
    // A standard interface, which has no properties, or an unknown one.
    if (name != kIntrospectable && name != kProperties && name != kObjectManager) {
      return call.Fail(kUnknownInterface, absl::StrCat("Unknown interface '", name, "'."));
    }
    return call.Reply(root(), [](Writer& writer) { writer.Array("{sv}", [] {}); });
  }
  const bool on_worker =
      std::ranges::any_of(interface->properties(), [](const Property& property) { return property.run == Run::kWorker; });
  Begin(std::move(call), target, {}, on_worker, absl::StrCat(interface->name(), ".GetAll"),
        [this, interface](const std::any& object, Reader&) -> absl::StatusOr<Decoded> {
          return Decoded{[this, interface, object](const Caller& caller) -> absl::StatusOr<Answer> {
            return Answer([values = Values(caller, *interface, object)](Writer& writer) mutable {
              PutEntries(writer, values, /*twice=*/true);
            });
          }};
        });
}

void Tree::SetProperty(Call call, const Target& target) {
  Reader arguments = call.Arguments();
  const std::string interface = arguments.String(), name = arguments.String();
  const Property* property = target.interface->FindProperty(name);
  if (!property || (!interface.empty() && interface != target.interface->name())) {
    return call.Fail(kUnknownProperty, absl::StrCat("Unknown property '", name, "'."));
  }
  if (!property->set) return call.Fail(kPropertyReadOnly, absl::StrCat("Property '", name, "' is not writable."));
  Begin(std::move(call), target, property->write, /*on_worker=*/true, absl::StrCat(interface, ".", name),
        [property](const std::any& object, Reader& reader) -> absl::StatusOr<Decoded> {
          Decoded decoded;
          reader.Variant([&](const std::string& signature) {
            if (signature != property->signature)
              return reader.Fail(absl::StrCat("expecting '", property->signature, "', found '", signature, "'"));
            decoded = property->set(object, reader);
          });
          return decoded;
        });
}

// ---- the way of a call --------------------------------------------------------------------------------------------------
void Tree::Begin(Call call, const Target& target, Permissions needed, bool on_worker, std::string api, Decode decode,
                 bool checks_later) {
  const std::string sender = call.sender();
  const bool for_reading = IsReading(NeededWith(needed, 0));
  auto job = std::make_shared<Job>(Job{std::move(call),
                                       target,
                                       std::move(needed),
                                       {},
                                       on_worker || options_.check_may_wait,
                                       std::move(api),
                                       std::move(decode),
                                       {},
                                       {},
                                       {},
                                       checks_later});
  peers_.Admit(sender, for_reading, [this, job](absl::StatusOr<Caller> caller) { Prepare(job, std::move(caller)); });
}

void Tree::Prepare(std::shared_ptr<Job> job, absl::StatusOr<Caller> caller) {
  if (!caller.ok()) return job->call.Fail(kAccessDenied, MessageOf(caller.status()));
  job->caller = *std::move(caller);
  absl::StatusOr<std::any> object = FindObject(job->caller, job->target);
  if (!object.ok()) return Fail(job->call, object.status());
  job->object = *std::move(object);
  Reader arguments = job->call.Arguments();
  absl::StatusOr<Decoded> decoded = job->decode(job->object, arguments);
  if (!decoded.ok()) return Fail(job->call, decoded.status());
  if (!arguments.ok()) return job->call.Fail(kInvalidArgs, absl::StrCat("Invalid arguments: ", arguments.error(), "."));
  job->work = std::move(decoded->work);
  job->needed = NeededWith(job->permissions, decoded->flags);
  // The flags may ask for more than reading.
  if (!job->caller.read_only || IsReading(job->needed)) return Start(std::move(job));
  const std::string sender = job->call.sender();
  peers_.Admit(sender, /*for_reading=*/false, [this, job](absl::StatusOr<Caller> more) {
    if (!more.ok()) return job->call.Fail(kAccessDenied, MessageOf(more.status()));
    job->caller = *std::move(more);
    Start(job);
  });
}

void Tree::Start(std::shared_ptr<Job> job) {
  if (!job->on_worker) return Finish(*job, Execute(*job));
  PeerCalls& calls = calls_[job->call.sender()];
  if (calls.running + calls.waiting.size() >= options_.max_calls_per_peer)
    return job->call.Fail(kLimitsExceeded, "Too many calls at the same time.");
  // Calls that all wait for one guest must leave workers to the others.
  const size_t share = std::max<size_t>(workers_.limits().max_threads / 2, 1);
  if (calls.running >= share) return calls.waiting.push_back(std::move(job));
  ++calls.running;
  Submit(std::move(job));
}

void Tree::Submit(std::shared_ptr<Job> job) {
  workers_.Submit([job = std::move(job), alive = std::weak_ptr(alive_), this]() mutable {
    auto answer = Execute(*job);
    loop_.Post([job = std::move(job), alive = std::move(alive), answer = std::move(answer)]() mutable {
      const auto tree = alive.lock();
      if (!tree) return;
      (*tree)->OnDone(job->call.sender());
      (*tree)->Finish(*job, std::move(answer));
    });
  });
}

void Tree::OnDone(const std::string& sender) {
  const auto at = calls_.find(sender);
  if (at == calls_.end()) return;
  PeerCalls& calls = at->second;
  if (!calls.waiting.empty()) {
    auto next = std::move(calls.waiting.front());
    calls.waiting.pop_front();
    return Submit(std::move(next));
  }
  if (--calls.running == 0) calls_.erase(at);
}

absl::StatusOr<Answer> Tree::Execute(Job& job) const {
  if (!job.checks_later) RETURN_IF_ERROR(Check(job.caller, job.needed, job.object, job.api));
  return job.work(job.caller);
}

void Tree::Finish(Job& job, absl::StatusOr<Answer> answer) {
  if (!answer.ok()) return Fail(job.call, answer.status());
  job.call.Reply(root(), [&](Writer& writer) { (*answer)(writer); });
}

std::vector<std::pair<std::string, std::any>> Tree::Visible(const Caller& caller, const Collection& collection) const {
  auto elements = collection.list(caller);
  std::erase_if(elements, [&](const auto& element) { return !Check(caller, {collection.to_see}, element.second, "list").ok(); });
  return elements;
}

absl::StatusOr<std::any> Tree::FindObject(const Caller& caller, const Target& target) const {
  if (!target.collection || target.element.empty()) return std::any();
  return target.collection->find(caller, target.element);
}

absl::Status Tree::Check(const Caller& caller, const Permissions& needed, const std::any& object, std::string_view api) const {
  // The daemon's own questions (values in signals) need no leave.
  if (!options_.check || needed.empty() || caller.connection_id == 0) return absl::OkStatus();
  return options_.check(caller, needed, object, api);
}

std::vector<std::pair<const Property*, Answer>> Tree::Values(const Caller& caller, const Interface& interface,
                                                             const std::any& object) const {
  std::vector<std::pair<const Property*, Answer>> values;
  for (const Property& property : interface.properties()) {
    if (!Check(caller, property.read, object, property.name).ok()) continue;
    absl::StatusOr<Answer> value = property.get(object)(caller);
    if (value.ok()) values.emplace_back(&property, *std::move(value));
  }
  return values;
}

void Tree::Fail(Call& call, const absl::Status& status) {
  const ErrorCode code = ErrorCodeOf(status);
  const bool denied = code == ErrorCode::kAccessDenied || code == ErrorCode::kAuthFailed;
  call.Fail(denied ? kAccessDenied : kErrorName, MessageOf(status));
}

// ---- signals ------------------------------------------------------------------------------------------------------------
void Tree::EmitChanged(const Collection& collection, const std::string& element, const std::any& object,
                       const std::vector<std::string>& properties) {
  // Everybody on the bus hears it. Where rules say who may see what, each has to ask for the values.
  std::vector<std::pair<const Property*, Answer>> values;
  if (!options_.check) values = Values(OwnSelf(), *collection.interface, object);
  std::erase_if(values, [&](const auto& value) { return std::ranges::find(properties, value.first->name) == properties.end(); });
  connection_.Emit(PathOf(collection.name, element), kProperties, "PropertiesChanged", root(), [&](Writer& writer) {
    writer.String(collection.interface->name());
    PutEntries(writer, values, /*twice=*/false);
    writer.Array("s", [&] {
      for (const std::string& name : properties) {
        if (options_.check) writer.String(name);
      }
    });
  });
}

void Tree::EmitAdded(const Collection& collection, const std::string& element, const std::any& object) {
  std::vector<std::pair<const Property*, Answer>> values;
  if (!options_.check) values = Values(OwnSelf(), *collection.interface, object);
  connection_.Emit(root(), kObjectManager, "InterfacesAdded", root(), [&](Writer& writer) {
    writer.Path(PathOf(collection.name, element));
    PutInterfaces(writer, *collection.interface, values);
  });
}

void Tree::EmitRemoved(const Collection& collection, const std::string& element) {
  connection_.Emit(root(), kObjectManager, "InterfacesRemoved", root(), [&](Writer& writer) {
    writer.Path(PathOf(collection.name, element));
    writer.Array("s", [&] { writer.String(collection.interface->name()); });
  });
}

}  // namespace pleiad::dbus
