#include "group_wrap.hpp"

#include "dataset_wrap.hpp"

namespace binding {
namespace {

std::string nodeName(const Napi::Value& value) { return toText(value, "A node's name"); }

template <class Wrap>
Wrap* unwrap(const Napi::Value& value, const Napi::FunctionReference& constructor) {
  if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(constructor.Value())) return nullptr;
  return Wrap::Unwrap(value.As<Napi::Object>());
}

const h5::Group& toGroup(const Napi::Value& value) {
  auto* wrap = unwrap<GroupWrap>(value, State::of(value.Env()).group);
  if (wrap == nullptr) throw h5::Error(h5::Code::InvalidType, "The destination must be a group");
  return *wrap->node();
}

const h5::Node& toNode(const Napi::Value& value) {
  State& state = State::of(value.Env());
  if (auto* wrap = unwrap<GroupWrap>(value, state.group)) return *wrap->node();
  if (auto* wrap = unwrap<DatasetWrap>(value, state.dataset)) return *wrap->node();
  throw h5::Error(h5::Code::InvalidType, "The target must be a node");
}

}  // namespace

Napi::Function GroupWrap::define(Napi::Env env) {
  return DefineClass(env, "NativeGroup",
                     withCommon({
                         InstanceMethod<&GroupWrap::has>("has"),
                         InstanceMethod<&GroupWrap::kindOf>("kindOf"),
                         InstanceMethod<&GroupWrap::names>("names"),
                         InstanceMethod<&GroupWrap::list>("list"),
                         InstanceMethod<&GroupWrap::listAsync>("listAsync"),
                         InstanceMethod<&GroupWrap::openGroup>("openGroup"),
                         InstanceMethod<&GroupWrap::openDataset>("openDataset"),
                         InstanceMethod<&GroupWrap::openDatatype>("openDatatype"),
                         InstanceMethod<&GroupWrap::createGroup>("createGroup"),
                         InstanceMethod<&GroupWrap::createDataset>("createDataset"),
                         InstanceMethod<&GroupWrap::write>("write"),
                         InstanceMethod<&GroupWrap::writeAsync>("writeAsync"),
                         InstanceMethod<&GroupWrap::createSoftLink>("createSoftLink"),
                         InstanceMethod<&GroupWrap::createHardLink>("createHardLink"),
                         InstanceMethod<&GroupWrap::createExternalLink>("createExternalLink"),
                         InstanceMethod<&GroupWrap::remove>("remove"),
                         InstanceMethod<&GroupWrap::move>("move"),
                         InstanceMethod<&GroupWrap::copy>("copy"),
                     }));
}

Napi::Value GroupWrap::has(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), locked(info, [&] { return node()->has(nodeName(info[0])); }));
}

Napi::Value GroupWrap::kindOf(const Napi::CallbackInfo& info) {
  const auto kind = locked(info, [&] { return node()->kindOf(nodeName(info[0])); });
  return kind ? Napi::String::New(info.Env(), h5::nameOf(*kind)).As<Napi::Value>() : info.Env().Null();
}

Napi::Value GroupWrap::names(const Napi::CallbackInfo& info) {
  const bool byCreation = info[0].IsBoolean() && info[0].As<Napi::Boolean>().Value();
  return fromTexts(info.Env(), locked(info, [&] { return node()->names(byCreation); }));
}

Napi::Value GroupWrap::list(const Napi::CallbackInfo& info) {
  return fromChildren(info.Env(), locked(info, [&] { return node()->list(toListOptions(info[0])); }));
}

Napi::Value GroupWrap::listAsync(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&] {
    auto options = toListOptions(info[0]);
    return Task<std::vector<h5::Child>>::run(
        info.Env(), node()->fileHandle(), where(), info.Env().Undefined(),
        [group = node(), options] { return group->list(options); }, fromChildren);
  });
}

Napi::Value GroupWrap::openGroup(const Napi::CallbackInfo& info) {
  auto opened = locked(
      info, [&] { return std::make_shared<h5::Group>(node()->fileHandle(), node()->openGroup(nodeName(info[0]))); });
  return wrap(info.Env(), State::of(info.Env()).group, std::move(opened));
}

Napi::Value GroupWrap::openDataset(const Napi::CallbackInfo& info) {
  auto opened = locked(info, [&] {
    return std::make_shared<h5::Dataset>(node()->fileHandle(), node()->openDataset(nodeName(info[0])));
  });
  return DatasetWrap::wrap(info.Env(), State::of(info.Env()).dataset, std::move(opened));
}

// Of what a group can, only that which all nodes can works with it.
Napi::Value GroupWrap::openDatatype(const Napi::CallbackInfo& info) {
  auto opened = locked(
      info, [&] { return std::make_shared<h5::Group>(node()->fileHandle(), node()->openDatatype(nodeName(info[0]))); });
  return wrap(info.Env(), State::of(info.Env()).group, std::move(opened));
}

Napi::Value GroupWrap::createGroup(const Napi::CallbackInfo& info) {
  auto made = locked(info, [&] {
    return std::make_shared<h5::Group>(node()->fileHandle(),
                                       node()->createGroup(nodeName(info[0]), toAttributes(info[1])));
  });
  return wrap(info.Env(), State::of(info.Env()).group, std::move(made));
}

Napi::Value GroupWrap::createDataset(const Napi::CallbackInfo& info) {
  auto made = locked(info, [&] {
    return std::make_shared<h5::Dataset>(
        node()->fileHandle(), node()->createDataset(nodeName(info[0]), toSpec(info[1]), toAttributes(info[2])));
  });
  return DatasetWrap::wrap(info.Env(), State::of(info.Env()).dataset, std::move(made));
}

void GroupWrap::write(const Napi::CallbackInfo& info) {
  locked(info, [&] { node()->write(toPlans(info[0])); });
}

Napi::Value GroupWrap::writeAsync(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&] {
    auto plans = std::make_shared<const std::vector<h5::Plan>>(toPlans(info[0]));
    return Task<Nothing>::run(
        info.Env(), node()->fileHandle(), where(), info[0],
        [group = node(), plans] {
          group->write(*plans);
          return Nothing{};
        },
        [](Napi::Env env, Nothing) -> Napi::Value { return env.Undefined(); });
  });
}

void GroupWrap::createSoftLink(const Napi::CallbackInfo& info) {
  locked(info, [&] { node()->createSoftLink(nodeName(info[0]), toText(info[1], "A link's target")); });
}

void GroupWrap::createHardLink(const Napi::CallbackInfo& info) {
  locked(info, [&] { node()->createHardLink(nodeName(info[0]), toNode(info[1])); });
}

void GroupWrap::createExternalLink(const Napi::CallbackInfo& info) {
  locked(info, [&] {
    node()->createExternalLink(nodeName(info[0]), toText(info[1], "A link's file"), toText(info[2], "A link's target"));
  });
}

void GroupWrap::remove(const Napi::CallbackInfo& info) {
  locked(info, [&] { node()->remove(nodeName(info[0])); });
}

void GroupWrap::move(const Napi::CallbackInfo& info) {
  locked(info, [&] { node()->move(nodeName(info[0]), toGroup(info[1]), nodeName(info[2])); });
}

void GroupWrap::copy(const Napi::CallbackInfo& info) {
  locked(info, [&] { node()->copy(nodeName(info[0]), toGroup(info[1]), nodeName(info[2])); });
}

}  // namespace binding
