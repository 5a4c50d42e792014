#pragma once
#include <napi.h>

#include <optional>
#include <string>
#include <vector>

#include "../hdf5/dataset.hpp"
#include "../hdf5/dataset_spec.hpp"
#include "../hdf5/file.hpp"
#include "../hdf5/group.hpp"

// Between JavaScript's values and ours, in the forms of lib/h5/native.ts. What does not fit them throws h5::Error.
namespace binding {

// --- JavaScript → C++ ------------------------------------------------------------------------------------------------

// The bytes of a text, see h5::encodeText.
std::string textOf(const Napi::String& text);
std::string toText(const Napi::Value& value, const char* what);
std::vector<std::string> toTexts(const Napi::Value& value, const char* what);
std::optional<std::vector<std::string>> toOptionalTexts(const Napi::Value& value, const char* what);
bool toBool(const Napi::Value& value, const char* what);
hsize_t toCount(const Napi::Value& value, const char* what);
h5::Shape toShape(const Napi::Value& value, const char* what);
h5::DType toDType(const Napi::Value& value);
h5::Attributes toAttributes(const Napi::Value& value);
h5::DatasetSpec toSpec(const Napi::Value& value);
h5::Selection toSelection(const Napi::Value& value);
h5::FileOptions toFileOptions(const Napi::Value& value);
h5::ListOptions toListOptions(const Napi::Value& value);
std::vector<std::uint32_t> toLengths(const Napi::Value& value);
// The view is valid as long as JavaScript holds the value and does not detach it.
h5::View toView(const Napi::Value& value, const char* what);
std::vector<h5::Plan> toPlans(const Napi::Value& value);

// --- C++ → JavaScript ------------------------------------------------------------------------------------------------

// A text of a file, whatever its bytes are; see h5::decodeText. Not a Napi::String: objects take those apart again when
// they are set.
Napi::Value fromText(Napi::Env env, const std::string& text);
Napi::Value fromDType(Napi::Env env, const h5::DType& type);
Napi::Array fromShape(Napi::Env env, const h5::Shape& shape);
Napi::Array fromTexts(Napi::Env env, const std::vector<std::string>& texts);
Napi::Array fromAttributes(Napi::Env env, h5::Attributes attributes);
Napi::Object fromInfo(Napi::Env env, h5::DatasetInfo info);
Napi::Array fromChildren(Napi::Env env, std::vector<h5::Child> children);
Napi::Object fromRows(Napi::Env env, h5::Rows rows);
Napi::Value fromBuffer(Napi::Env env, const h5::Buffer& buffer);
// Hands the buffer over without a copy. Only for results of tasks: Node.js gives external memory back when the event
// loop turns, so that a loop of synchronous calls would keep all of it.
Napi::Value adoptBuffer(Napi::Env env, h5::Buffer buffer);
// Memory of JavaScript's own, not cleared; to be filled before anybody sees it.
Napi::Uint8Array newBytes(Napi::Env env, std::size_t size);

}  // namespace binding
