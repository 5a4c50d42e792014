#pragma once
#include "node_wrap.hpp"

namespace binding {

class DatasetWrap : public NodeWrap<DatasetWrap, h5::Dataset> {
 public:
  using NodeWrap::NodeWrap;
  static Napi::Function define(Napi::Env env);

  Napi::Value info(const Napi::CallbackInfo& info);
  Napi::Value shape(const Napi::CallbackInfo& info);
  Napi::Value read(const Napi::CallbackInfo& info);
  Napi::Value readAsync(const Napi::CallbackInfo& info);
  Napi::Value readStrings(const Napi::CallbackInfo& info);
  void writeStrings(const Napi::CallbackInfo& info);
  void write(const Napi::CallbackInfo& info);
  Napi::Value writeAsync(const Napi::CallbackInfo& info);
  void append(const Napi::CallbackInfo& info);
  Napi::Value appendAsync(const Napi::CallbackInfo& info);
  void resize(const Napi::CallbackInfo& info);
  Napi::Value readVlen(const Napi::CallbackInfo& info);
  void appendVlen(const Napi::CallbackInfo& info);
  void writeVlen(const Napi::CallbackInfo& info);
};

}  // namespace binding
