#pragma once
#include <napi.h>

#include <memory>

#include "../hdf5/file.hpp"

namespace binding {

class FileWrap : public Napi::ObjectWrap<FileWrap> {
 public:
  explicit FileWrap(const Napi::CallbackInfo& info);
  ~FileWrap() override;
  static Napi::Function define(Napi::Env env);
  static Napi::Object wrap(Napi::Env env, std::shared_ptr<h5::File> file);

  Napi::Value isOpen(const Napi::CallbackInfo& info);
  Napi::Value filename(const Napi::CallbackInfo& info);
  Napi::Value writable(const Napi::CallbackInfo& info);
  Napi::Value root(const Napi::CallbackInfo& info);
  void flush(const Napi::CallbackInfo& info);
  Napi::Value checkpoint(const Napi::CallbackInfo& info);
  void holdCommits(const Napi::CallbackInfo& info);
  void rollback(const Napi::CallbackInfo& info);
  Napi::Value hasJournal(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);
  void discard(const Napi::CallbackInfo& info);
  Napi::Value size(const Napi::CallbackInfo& info);
  Napi::Value freeSpace(const Napi::CallbackInfo& info);
  Napi::Value image(const Napi::CallbackInfo& info);
  Napi::Value copyTo(const Napi::CallbackInfo& info);

 private:
  template <class Action>
  auto locked(const Napi::CallbackInfo& info, Action action) -> decltype(action());

  std::shared_ptr<h5::File> file_;
};

}  // namespace binding
