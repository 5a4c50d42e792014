#include "dataset_wrap.hpp"

namespace binding {
namespace {

std::size_t toAxis(const Napi::Value& value) {
  return value.IsUndefined() ? 0 : static_cast<std::size_t>(toCount(value, "axis"));
}

Napi::Value undefined(Napi::Env env, Nothing) { return env.Undefined(); }

}  // namespace

Napi::Function DatasetWrap::define(Napi::Env env) {
  return DefineClass(env, "NativeDataset",
                     withCommon({
                         InstanceMethod<&DatasetWrap::info>("info"),
                         InstanceMethod<&DatasetWrap::shape>("shape"),
                         InstanceMethod<&DatasetWrap::read>("read"),
                         InstanceMethod<&DatasetWrap::readAsync>("readAsync"),
                         InstanceMethod<&DatasetWrap::readStrings>("readStrings"),
                         InstanceMethod<&DatasetWrap::writeStrings>("writeStrings"),
                         InstanceMethod<&DatasetWrap::write>("write"),
                         InstanceMethod<&DatasetWrap::writeAsync>("writeAsync"),
                         InstanceMethod<&DatasetWrap::append>("append"),
                         InstanceMethod<&DatasetWrap::appendAsync>("appendAsync"),
                         InstanceMethod<&DatasetWrap::resize>("resize"),
                         InstanceMethod<&DatasetWrap::readVlen>("readVlen"),
                         InstanceMethod<&DatasetWrap::appendVlen>("appendVlen"),
                         InstanceMethod<&DatasetWrap::writeVlen>("writeVlen"),
                     }));
}

Napi::Value DatasetWrap::info(const Napi::CallbackInfo& info) {
  return fromInfo(info.Env(), locked(info, [&] { return node()->info(); }));
}

Napi::Value DatasetWrap::shape(const Napi::CallbackInfo& info) {
  return fromShape(info.Env(), locked(info, [&] { return node()->shape(); }));
}

Napi::Value DatasetWrap::read(const Napi::CallbackInfo& info) {
  return locked(info, [&] {
    Napi::Value result;
    node()->read(toSelection(info[0]), toOptionalTexts(info[1], "fields"), [&](std::size_t size) {
      Napi::Uint8Array bytes = newBytes(info.Env(), size);
      result = bytes;
      return bytes.Data();
    });
    return result;
  });
}

Napi::Value DatasetWrap::readAsync(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&] {
    auto selection = toSelection(info[0]);
    auto fields = toOptionalTexts(info[1], "fields");
    return Task<h5::Buffer>::run(
        info.Env(), node()->fileHandle(), where(), info.Env().Undefined(),
        [dataset = node(), selection, fields] { return dataset->read(selection, fields); }, adoptBuffer);
  });
}

Napi::Value DatasetWrap::readStrings(const Napi::CallbackInfo& info) {
  return fromTexts(info.Env(), locked(info, [&] { return node()->readTexts(toSelection(info[0])); }));
}

void DatasetWrap::writeStrings(const Napi::CallbackInfo& info) {
  locked(info, [&] { node()->writeTexts(toSelection(info[0]), toTexts(info[1], "texts")); });
}

void DatasetWrap::write(const Napi::CallbackInfo& info) {
  locked(info,
         [&] { node()->write(toSelection(info[0]), toView(info[1], "data"), toOptionalTexts(info[2], "fields")); });
}

Napi::Value DatasetWrap::writeAsync(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&] {
    auto selection = toSelection(info[0]);
    const h5::View data = toView(info[1], "data");
    auto fields = toOptionalTexts(info[2], "fields");
    return Task<Nothing>::run(
        info.Env(), node()->fileHandle(), where(), info[1],
        [dataset = node(), selection, data, fields] {
          dataset->write(selection, data, fields);
          return Nothing{};
        },
        undefined);
  });
}

void DatasetWrap::append(const Napi::CallbackInfo& info) {
  locked(info, [&] { node()->append(toView(info[0], "data"), toCount(info[1], "rows"), toAxis(info[2])); });
}

Napi::Value DatasetWrap::appendAsync(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&] {
    const h5::View data = toView(info[0], "data");
    const hsize_t rows = toCount(info[1], "rows");
    const std::size_t axis = toAxis(info[2]);
    return Task<Nothing>::run(
        info.Env(), node()->fileHandle(), where(), info[0],
        [dataset = node(), data, rows, axis] {
          dataset->append(data, rows, axis);
          return Nothing{};
        },
        undefined);
  });
}

void DatasetWrap::resize(const Napi::CallbackInfo& info) {
  locked(info, [&] { node()->resize(toShape(info[0], "shape")); });
}

Napi::Value DatasetWrap::readVlen(const Napi::CallbackInfo& info) {
  return fromRows(info.Env(), locked(info, [&] {
                    return node()->readRows(toCount(info[0], "start"), toCount(info[1], "count"),
                                            toCount(info[2], "step"));
                  }));
}

void DatasetWrap::appendVlen(const Napi::CallbackInfo& info) {
  locked(info, [&] { node()->appendRows(toView(info[0], "data"), toLengths(info[1])); });
}

void DatasetWrap::writeVlen(const Napi::CallbackInfo& info) {
  locked(info, [&] { node()->writeRows(toCount(info[0], "start"), toView(info[1], "data"), toLengths(info[2])); });
}

}  // namespace binding
