#include "state.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>

#include "convert.hpp"

namespace binding {

State::~State() {
  // The environment ends: no task of it runs any more, and what is open is written and closed.
  for (const auto& weak : files_) {
    const auto open = weak.lock();
    if (!open) continue;
    try {
      open->closeNow();
    } catch (...) {
      // Nobody is left to be told.
    }
  }
}

void State::remember(const std::shared_ptr<h5::File>& opened) {
  files_.erase(std::remove_if(files_.begin(), files_.end(), [](const auto& weak) { return weak.expired(); }),
               files_.end());
  files_.push_back(opened);
}

h5::Error currentFailure() {
  try {
    throw;
  } catch (const h5::Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return {h5::Code::Limit, "There is not enough memory"};
  } catch (const std::length_error&) {
    return {h5::Code::Limit, "There is not enough memory for data of this size"};
  } catch (const std::exception& error) {
    return {h5::Code::Hdf5, std::string("The addon failed: ") + error.what()};
  } catch (...) {
    return {h5::Code::Hdf5, "The addon failed and gave no reason"};
  }
}

Napi::Value toError(Napi::Env env, const h5::Error& error, const Where& where) {
  const std::string& path = error.path.empty() ? where.path : error.path;
  const std::string& filename = error.filename.empty() ? where.filename : error.filename;
  Napi::Object fields = Napi::Object::New(env);
  std::string message = error.message;
  if (!path.empty() || !filename.empty()) {
    message += " (";
    if (!path.empty()) message += h5::quoted(path) + (filename.empty() ? "" : " in ");
    if (!filename.empty()) message += h5::quoted(filename);
    message += ")";
  }
  fields.Set("code", Napi::String::New(env, h5::nameOf(error.code)));
  fields.Set("message", fromText(env, message));
  if (!path.empty()) fields.Set("path", fromText(env, path));
  if (!filename.empty()) fields.Set("filename", fromText(env, filename));
  Napi::Array frames = Napi::Array::New(env, error.frames.size());
  for (std::uint32_t i = 0; i < error.frames.size(); ++i) frames.Set(i, fromText(env, error.frames[i]));
  fields.Set("frames", frames);
  State& state = State::of(env);
  if (state.makeError.IsEmpty()) return Napi::Error::New(env, message).Value();
  return state.makeError.Call({fields});
}

}  // namespace binding
