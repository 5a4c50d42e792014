#pragma once
#include <napi.h>

#include <memory>
#include <unordered_set>

#include "../core/error.hpp"
#include "../core/lock.hpp"
#include "../hdf5/file.hpp"

namespace binding {

// What each environment (main thread, worker threads) has of its own. Its files are closed when it ends.
class State {
 public:
  static State& of(Napi::Env env) { return *env.GetInstanceData<State>(); }
  ~State();

  void remember(const std::shared_ptr<h5::File>& opened);

  Napi::FunctionReference makeError;
  Napi::FunctionReference file, group, dataset;

 private:
  std::vector<std::weak_ptr<h5::File>> files_;
};

// The JavaScript error of a failure; `where` adds what the failure did not know.
struct Where {
  std::string path;
  std::string filename;
};
Napi::Value toError(Napi::Env env, const h5::Error& error, const Where& where = {});

// What was thrown just now, whatever it is: to be called in a handler.
h5::Error currentFailure();

// Runs `action` and turns what it throws into a JavaScript exception.
template <class Action, class Locate>
auto guarded(Napi::Env env, Action action, Locate locate) -> decltype(action()) {
  try {
    return action();
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    throw Napi::Error(env, toError(env, currentFailure(), locate()));
  }
}

template <class Action>
auto guarded(Napi::Env env, Action action) -> decltype(action()) {
  return guarded(env, std::move(action), [] { return Where{}; });
}

}  // namespace binding
