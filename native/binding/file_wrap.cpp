#include "file_wrap.hpp"

#include "convert.hpp"
#include "group_wrap.hpp"
#include "state.hpp"

namespace binding {

FileWrap::FileWrap(const Napi::CallbackInfo& info) : Napi::ObjectWrap<FileWrap>(info) {
  if (info.Length() != 1 || !info[0].IsExternal())
    throw Napi::TypeError::New(info.Env(), "Files are opened by open() and create(); they cannot be constructed");
  file_ = std::move(*info[0].As<Napi::External<std::shared_ptr<h5::File>>>().Data());
}

// A file that was forgotten is closed when its last task has ended.
FileWrap::~FileWrap() { h5::bury(std::move(file_)); }

Napi::Function FileWrap::define(Napi::Env env) {
  return DefineClass(env, "NativeFile",
                     {
                         InstanceAccessor<&FileWrap::isOpen>("isOpen"),
                         InstanceAccessor<&FileWrap::filename>("filename"),
                         InstanceAccessor<&FileWrap::writable>("writable"),
                         InstanceMethod<&FileWrap::root>("root"),
                         InstanceMethod<&FileWrap::flush>("flush"),
                         InstanceMethod<&FileWrap::checkpoint>("checkpoint"),
                         InstanceMethod<&FileWrap::holdCommits>("holdCommits"),
                         InstanceMethod<&FileWrap::rollback>("rollback"),
                         InstanceMethod<&FileWrap::hasJournal>("hasJournal"),
                         InstanceMethod<&FileWrap::close>("close"),
                         InstanceMethod<&FileWrap::discard>("discard"),
                         InstanceMethod<&FileWrap::size>("size"),
                         InstanceMethod<&FileWrap::freeSpace>("freeSpace"),
                         InstanceMethod<&FileWrap::image>("image"),
                         InstanceMethod<&FileWrap::copyTo>("copyTo"),
                     });
}

Napi::Object FileWrap::wrap(Napi::Env env, std::shared_ptr<h5::File> file) {
  State& state = State::of(env);
  state.remember(file);
  return state.file.New({Napi::External<std::shared_ptr<h5::File>>::New(env, &file)});
}

template <class Action>
auto FileWrap::locked(const Napi::CallbackInfo& info, Action action) -> decltype(action()) {
  return guarded(
      info.Env(),
      [&] {
        file_->awaitTasks();
        h5::Lock lock;
        return action();
      },
      [&] {
        return Where{"", file_->filename()};
      });
}

Napi::Value FileWrap::isOpen(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), file_->isOpen()); }

Napi::Value FileWrap::filename(const Napi::CallbackInfo& info) { return fromText(info.Env(), file_->filename()); }

Napi::Value FileWrap::writable(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), file_->isWritable());
}

Napi::Value FileWrap::root(const Napi::CallbackInfo& info) {
  auto group = locked(info, [&] { return std::make_shared<h5::Group>(file_, file_->openRoot()); });
  return GroupWrap::wrap(info.Env(), State::of(info.Env()).group, std::move(group));
}

void FileWrap::flush(const Napi::CallbackInfo& info) {
  locked(info, [&] { file_->flush(); });
}

Napi::Value FileWrap::checkpoint(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), locked(info, [&] { return !file_->isOpen() || file_->checkpoint(); }));
}

void FileWrap::holdCommits(const Napi::CallbackInfo& info) { file_->holdCommits(info[0].ToBoolean().Value()); }

void FileWrap::rollback(const Napi::CallbackInfo& info) {
  locked(info, [&] { file_->rollback(); });
}

Napi::Value FileWrap::hasJournal(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), locked(info, [&] { return file_->isOpen() && file_->hasJournal(); }));
}

void FileWrap::discard(const Napi::CallbackInfo& info) {
  const bool removes = info[0].ToBoolean().Value();
  locked(info, [&] { file_->discard(removes); });
}

// Without the lock: running tasks need it to come to their end.
void FileWrap::close(const Napi::CallbackInfo& info) {
  guarded(
      info.Env(), [&] { file_->close(); },
      [&] {
        return Where{"", file_->filename()};
      });
}

Napi::Value FileWrap::size(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(locked(info, [&] { return file_->size(); })));
}

Napi::Value FileWrap::freeSpace(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(locked(info, [&] { return file_->freeSpace(); })));
}

Napi::Value FileWrap::image(const Napi::CallbackInfo& info) {
  return fromBuffer(info.Env(), locked(info, [&] { return file_->image(); }));
}

Napi::Value FileWrap::copyTo(const Napi::CallbackInfo& info) {
  const std::uint64_t bytes = locked(info, [&] { return file_->copyTo(toText(info[0], "A file name")); });
  return Napi::Number::New(info.Env(), static_cast<double>(bytes));
}

}  // namespace binding
