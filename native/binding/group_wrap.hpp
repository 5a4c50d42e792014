#pragma once
#include "node_wrap.hpp"

namespace binding {

class GroupWrap : public NodeWrap<GroupWrap, h5::Group> {
 public:
  using NodeWrap::NodeWrap;
  static Napi::Function define(Napi::Env env);

  Napi::Value has(const Napi::CallbackInfo& info);
  Napi::Value kindOf(const Napi::CallbackInfo& info);
  Napi::Value names(const Napi::CallbackInfo& info);
  Napi::Value list(const Napi::CallbackInfo& info);
  Napi::Value listAsync(const Napi::CallbackInfo& info);
  Napi::Value openGroup(const Napi::CallbackInfo& info);
  Napi::Value openDataset(const Napi::CallbackInfo& info);
  Napi::Value openDatatype(const Napi::CallbackInfo& info);
  Napi::Value createGroup(const Napi::CallbackInfo& info);
  Napi::Value createDataset(const Napi::CallbackInfo& info);
  void write(const Napi::CallbackInfo& info);
  Napi::Value writeAsync(const Napi::CallbackInfo& info);
  void createSoftLink(const Napi::CallbackInfo& info);
  void createHardLink(const Napi::CallbackInfo& info);
  void createExternalLink(const Napi::CallbackInfo& info);
  void remove(const Napi::CallbackInfo& info);
  void move(const Napi::CallbackInfo& info);
  void copy(const Napi::CallbackInfo& info);
};

}  // namespace binding
