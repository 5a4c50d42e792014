#include <napi.h>

#include "../core/parallel.hpp"
#include "../core/process.hpp"
#include "../filters/compressor.hpp"
#include "../hdf5/image.hpp"
#include "../hdf5/library.hpp"
#include "../vfd/status.hpp"
#include "columns.hpp"
#include "convert.hpp"
#include "dataset_wrap.hpp"
#include "file_wrap.hpp"
#include "group_wrap.hpp"
#include "state.hpp"

namespace binding {
namespace {

template <class Action>
auto locked(const Napi::CallbackInfo& info, Action action) -> decltype(action()) {
  return guarded(info.Env(), [&] {
    h5::Lock lock;
    return action();
  });
}

void setErrorFactory(const Napi::CallbackInfo& info) {
  if (!info[0].IsFunction()) throw Napi::TypeError::New(info.Env(), "The error factory must be a function");
  State::of(info.Env()).makeError = Napi::Persistent(info[0].As<Napi::Function>());
}

Napi::Value versions(const Napi::CallbackInfo& info) {
  Napi::Object object = Napi::Object::New(info.Env());
  for (const auto& [name, version] : locked(info, [] { return h5::libraryVersions(); })) object.Set(name, version);
  return object;
}

Napi::Value compressors(const Napi::CallbackInfo& info) {
  return fromTexts(info.Env(), locked(info, [] { return h5::compressorNames(); }));
}

Napi::Value openObjects(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(locked(info, [] { return h5::countOpenObjects(); })));
}

Napi::Value isHdf5(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), locked(info, [&] { return h5::isHdf5File(toText(info[0], "A file name")); }));
}

Napi::Value journalStatus(const Napi::CallbackInfo& info) {
  const auto status = locked(info, [&] { return h5::journalStatus(toText(info[0], "A file name")); });
  if (!status) return info.Env().Null();
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("path", status->path);
  object.Set("bytes", static_cast<double>(status->bytes));
  object.Set("pending", static_cast<double>(status->pending));
  object.Set("isHot", status->isHot);
  object.Set("isInterrupted", status->isInterrupted);
  object.Set("isInUse", status->isInUse);
  return object;
}

Napi::Value open(const Napi::CallbackInfo& info) {
  return FileWrap::wrap(info.Env(), locked(info, [&] {
                          const bool writable = toText(info[1], "The mode") == "r+";
                          return h5::File::open(toText(info[0], "A file name"), writable, toFileOptions(info[2]));
                        }));
}

Napi::Value create(const Napi::CallbackInfo& info) {
  return FileWrap::wrap(info.Env(), locked(info, [&] {
                          return h5::File::create(toText(info[0], "A file name"), toBool(info[1], "exclusive"),
                                                  toFileOptions(info[2]));
                        }));
}

void remove(const Napi::CallbackInfo& info) {
  locked(info, [&] { h5::removeFile(toText(info[0], "A file name")); });
}

Napi::Value threads(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(locked(info, [] { return h5::threadCount(); })));
}

void setThreads(const Napi::CallbackInfo& info) {
  locked(info, [&] { h5::setThreadCount(static_cast<std::size_t>(toCount(info[0], "threads"))); });
}

Napi::Value createImage(const Napi::CallbackInfo& info) {
  return FileWrap::wrap(info.Env(), locked(info, [&] { return h5::createImage(toFileOptions(info[0])); }));
}

Napi::Value openImage(const Napi::CallbackInfo& info) {
  return FileWrap::wrap(info.Env(), locked(info, [&] {
                          return h5::openImage(toView(info[0], "The image of a file"), toFileOptions(info[1]));
                        }));
}

Napi::Value dieWithParent(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), h5::dieWithParent());
}

Napi::Value lockDescriptor(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), guarded(info.Env(), [&] {
                              const auto descriptor = static_cast<int>(toCount(info[0], "A descriptor"));
                              return h5::lockWhole(descriptor, toBool(info[1], "lock"));
                            }));
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  auto* state = new State;
  env.SetInstanceData(state);
  guarded(env, [] { h5::startLibrary(); });
  state->file = Napi::Persistent(FileWrap::define(env));
  state->group = Napi::Persistent(GroupWrap::define(env));
  state->dataset = Napi::Persistent(DatasetWrap::define(env));
  exports.Set("setErrorFactory", Napi::Function::New(env, setErrorFactory, "setErrorFactory"));
  exports.Set("versions", Napi::Function::New(env, versions, "versions"));
  exports.Set("compressors", Napi::Function::New(env, compressors, "compressors"));
  exports.Set("openObjects", Napi::Function::New(env, openObjects, "openObjects"));
  exports.Set("isHdf5", Napi::Function::New(env, isHdf5, "isHdf5"));
  exports.Set("journalStatus", Napi::Function::New(env, journalStatus, "journalStatus"));
  exports.Set("open", Napi::Function::New(env, open, "open"));
  exports.Set("create", Napi::Function::New(env, create, "create"));
  exports.Set("remove", Napi::Function::New(env, remove, "remove"));
  exportColumns(exports);
  exports.Set("threads", Napi::Function::New(env, threads, "threads"));
  exports.Set("setThreads", Napi::Function::New(env, setThreads, "setThreads"));
  exports.Set("createImage", Napi::Function::New(env, createImage, "createImage"));
  exports.Set("openImage", Napi::Function::New(env, openImage, "openImage"));
  exports.Set("dieWithParent", Napi::Function::New(env, dieWithParent, "dieWithParent"));
  exports.Set("lockDescriptor", Napi::Function::New(env, lockDescriptor, "lockDescriptor"));
  return exports;
}

NODE_API_MODULE(trajstore, init)

}  // namespace
}  // namespace binding
