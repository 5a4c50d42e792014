#pragma once
#include <napi.h>

#include <memory>
#include <vector>

#include "convert.hpp"
#include "state.hpp"
#include "task.hpp"

namespace binding {

// What groups and datasets have in common: an open node, its attributes, and closing.
template <class Derived, class Node>
class NodeWrap : public Napi::ObjectWrap<Derived> {
 public:
  using Property = Napi::ClassPropertyDescriptor<Derived>;

  explicit NodeWrap(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Derived>(info) {
    if (info.Length() != 1 || !info[0].IsExternal())
      throw Napi::TypeError::New(info.Env(), "Nodes are opened from files; they cannot be constructed");
    node_ = std::move(*info[0].As<Napi::External<std::shared_ptr<Node>>>().Data());
  }

  // The last owner must not close an identifier beside a running task.
  ~NodeWrap() override { h5::bury(std::move(node_)); }

  static Napi::Object wrap(Napi::Env env, Napi::FunctionReference& constructor, std::shared_ptr<Node> node) {
    return constructor.New({Napi::External<std::shared_ptr<Node>>::New(env, &node)});
  }

  const std::shared_ptr<Node>& node() const { return node_; }

 protected:
  static std::vector<Property> withCommon(std::vector<Property> own) {
    using Wrap = Napi::InstanceWrap<Derived>;
    // Members of this base, seen as the derived class's.
    using Get = Napi::Value (Derived::*)(const Napi::CallbackInfo&);
    using Do = void (Derived::*)(const Napi::CallbackInfo&);
    std::vector<Property> all = {
        Wrap::InstanceAccessor("isOpen", static_cast<Get>(&NodeWrap::isOpen), nullptr),
        Wrap::InstanceAccessor("address", static_cast<Get>(&NodeWrap::address), nullptr),
        Wrap::InstanceAccessor("identity", static_cast<Get>(&NodeWrap::identity), nullptr),
        Wrap::InstanceMethod("metadataBytes", static_cast<Get>(&NodeWrap::metadataBytes)),
        Wrap::InstanceMethod("attributes", static_cast<Get>(&NodeWrap::attributes)),
        Wrap::InstanceMethod("hasAttribute", static_cast<Get>(&NodeWrap::hasAttribute)),
        Wrap::InstanceMethod("setAttributes", static_cast<Do>(&NodeWrap::setAttributes)),
        Wrap::InstanceMethod("removeAttribute", static_cast<Do>(&NodeWrap::removeAttribute)),
        Wrap::InstanceMethod("close", static_cast<Do>(&NodeWrap::close)),
    };
    all.insert(all.end(), own.begin(), own.end());
    return all;
  }

  // Runs an operation under the lock, after the tasks begun before it; failures say which node of which file it was.
  template <class Action>
  auto locked(const Napi::CallbackInfo& info, Action action) const -> decltype(action()) {
    return guarded(
        info.Env(),
        [&] {
          node_->file().awaitTasks();
          h5::Lock lock;
          return action();
        },
        [&] { return where(); });
  }

  Where where() const {
    h5::Lock lock;
    return {node_->path(), node_->file().filename()};
  }

 public:
  Napi::Value isOpen(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), node_->isOpen()); }

  Napi::Value address(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(locked(info, [&] { return node_->address(); })));
  }

  Napi::Value identity(const Napi::CallbackInfo& info) {
    return Napi::String::New(info.Env(), locked(info, [&] { return node_->identity(); }));
  }

  Napi::Value metadataBytes(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(locked(info, [&] { return node_->metadataBytes(); })));
  }

  Napi::Value attributes(const Napi::CallbackInfo& info) {
    return fromAttributes(info.Env(),
                          locked(info, [&] { return node_->attributes(toOptionalTexts(info[0], "names")); }));
  }

  Napi::Value hasAttribute(const Napi::CallbackInfo& info) {
    const bool found =
        locked(info, [&] { return h5::hasAttribute(node_->id(), toText(info[0], "An attribute's name")); });
    return Napi::Boolean::New(info.Env(), found);
  }

  void setAttributes(const Napi::CallbackInfo& info) {
    locked(info, [&] { h5::writeAttributes(node_->writableId(), toAttributes(info[0])); });
  }

  void removeAttribute(const Napi::CallbackInfo& info) {
    locked(info, [&] { h5::removeAttribute(node_->writableId(), toText(info[0], "An attribute's name")); });
  }

  void close(const Napi::CallbackInfo& info) {
    locked(info, [&] { node_->close(); });
  }

 private:
  std::shared_ptr<Node> node_;
};

}  // namespace binding
