#include "../hdf5/strings.hpp"
#include "convert.hpp"

namespace binding {
namespace {

constexpr std::int64_t kSafe = (std::int64_t{1} << 53) - 1;

Napi::Value fromInteger(Napi::Env env, std::int64_t value) {
  if (value >= -kSafe && value <= kSafe) return Napi::Number::New(env, static_cast<double>(value));
  return Napi::BigInt::New(env, value);
}

Napi::Number fromCount(Napi::Env env, hsize_t count) { return Napi::Number::New(env, static_cast<double>(count)); }

Napi::Array pair(Napi::Env env, const std::string& name, const Napi::Value& value) {
  Napi::Array result = Napi::Array::New(env, 2);
  result.Set(0u, fromText(env, name));
  result.Set(1u, value);
  return result;
}

Napi::Object fromStruct(Napi::Env env, const h5::DType& type) {
  Napi::Array fields = Napi::Array::New(env, type.members.size());
  std::uint32_t i = 0;
  for (const auto& [name, member] : type.members) fields.Set(i++, pair(env, name, fromDType(env, member)));
  Napi::Object object = Napi::Object::New(env);
  object.Set("fields", fields);
  return object;
}

Napi::Object fromEnum(Napi::Env env, const h5::DType& type) {
  const bool isUnsigned = type.base().kind == h5::DType::Kind::Uint;
  Napi::Array members = Napi::Array::New(env, type.values.size());
  std::uint32_t i = 0;
  for (const auto& [name, value] : type.values) {
    const Napi::Value number = isUnsigned && value < 0
                                   ? Napi::BigInt::New(env, static_cast<std::uint64_t>(value)).As<Napi::Value>()
                                   : fromInteger(env, value);
    members.Set(i++, pair(env, name, number));
  }
  Napi::Object object = Napi::Object::New(env);
  object.Set("enum", fromDType(env, type.base()));
  object.Set("members", members);
  return object;
}

// --- attributes ------------------------------------------------------------------------------------------------------

struct FromAttributeValue {
  Napi::Env env;

  Napi::Value operator()(std::string& text) const { return fromText(env, text); }
  Napi::Value operator()(bool flag) const { return Napi::Boolean::New(env, flag); }
  // Reading gives numbers with their type only.
  Napi::Value operator()(std::int64_t number) const { return fromInteger(env, number); }
  Napi::Value operator()(std::uint64_t number) const { return Napi::BigInt::New(env, number); }
  Napi::Value operator()(double number) const { return Napi::Number::New(env, number); }
  Napi::Value operator()(h5::Value& value) const {
    Napi::Object object = Napi::Object::New(env);
    object.Set("dtype", fromDType(env, value.dtype));
    object.Set("shape", value.shape ? fromShape(env, *value.shape).As<Napi::Value>() : env.Null());
    const bool text = value.dtype.kind == h5::DType::Kind::VarText;
    object.Set("data", text ? fromTexts(env, value.texts).As<Napi::Value>() : fromBuffer(env, value.bytes));
    return object;
  }
  Napi::Value operator()(h5::Unreadable& value) const {
    Napi::Object object = Napi::Object::New(env);
    object.Set("error", fromText(env, value.reason));
    object.Set("code", Napi::String::New(env, h5::nameOf(value.code)));
    return object;
  }
};

// --- datasets --------------------------------------------------------------------------------------------------------

Napi::Array fromMaxshape(Napi::Env env, const h5::Shape& shape) {
  Napi::Array list = Napi::Array::New(env, shape.size());
  for (std::uint32_t i = 0; i < shape.size(); ++i)
    list.Set(i, shape[i] == h5::kUnlimited ? env.Null() : fromCount(env, shape[i]).As<Napi::Value>());
  return list;
}

Napi::Object fromFilter(Napi::Env env, const h5::FilterInfo& filter) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("id", Napi::Number::New(env, filter.id));
  object.Set("name", fromText(env, filter.name));
  object.Set("optional", Napi::Boolean::New(env, filter.optional));
  Napi::Array data = Napi::Array::New(env, filter.clientData.size());
  for (std::uint32_t i = 0; i < filter.clientData.size(); ++i)
    data.Set(i, Napi::Number::New(env, filter.clientData[i]));
  object.Set("clientData", data);
  object.Set("available", Napi::Boolean::New(env, filter.available));
  return object;
}

Napi::Array fromFilters(Napi::Env env, const std::vector<h5::FilterInfo>& filters) {
  Napi::Array list = Napi::Array::New(env, filters.size());
  for (std::uint32_t i = 0; i < filters.size(); ++i) list.Set(i, fromFilter(env, filters[i]));
  return list;
}

Napi::Uint32Array fromLengths(Napi::Env env, const std::vector<std::uint32_t>& lengths) {
  Napi::Uint32Array result = Napi::Uint32Array::New(env, lengths.size());
  std::copy(lengths.begin(), lengths.end(), result.Data());
  return result;
}

Napi::Object fromChild(Napi::Env env, h5::Child child) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", fromText(env, child.name));
  object.Set("kind", Napi::String::New(env, h5::nameOf(child.kind)));
  if (child.kind == h5::ChildKind::SoftLink || child.kind == h5::ChildKind::ExternalLink)
    object.Set("target", fromText(env, child.target));
  if (child.kind == h5::ChildKind::ExternalLink) object.Set("filename", fromText(env, child.filename));
  if (child.address) object.Set("address", fromCount(env, *child.address));
  if (child.attributes) object.Set("attributes", fromAttributes(env, std::move(*child.attributes)));
  if (child.dataset) object.Set("dataset", fromInfo(env, std::move(*child.dataset)));
  if (child.data) object.Set("data", fromBuffer(env, *child.data));
  if (child.texts) object.Set("data", fromTexts(env, *child.texts));
  if (child.lengths) object.Set("lengths", fromLengths(env, *child.lengths));
  if (child.children) object.Set("children", fromChildren(env, std::move(*child.children)));
  if (child.error) {
    Napi::Object error = Napi::Object::New(env);
    error.Set("code", Napi::String::New(env, h5::nameOf(child.error->first)));
    error.Set("message", fromText(env, child.error->second));
    object.Set("error", error);
  }
  return object;
}

}  // namespace

Napi::Value fromText(Napi::Env env, const std::string& text) {
  if (h5::isUtf8(text)) return Napi::String::New(env, text);
  return Napi::String::New(env, h5::decodeText(text));
}

Napi::Value fromDType(Napi::Env env, const h5::DType& type) {
  using Kind = h5::DType::Kind;
  if (type.isSimple()) return Napi::String::New(env, h5::formatTypestr(type));
  if (type.kind == Kind::Struct) return fromStruct(env, type);
  if (type.kind == Kind::Enum) return fromEnum(env, type);
  Napi::Object object = Napi::Object::New(env);
  object.Set(type.kind == Kind::Vlen ? "vlen" : "base", fromDType(env, type.base()));
  if (type.kind == Kind::Array) object.Set("shape", fromShape(env, type.shape));
  return object;
}

Napi::Array fromShape(Napi::Env env, const h5::Shape& shape) {
  Napi::Array list = Napi::Array::New(env, shape.size());
  for (std::uint32_t i = 0; i < shape.size(); ++i) list.Set(i, fromCount(env, shape[i]));
  return list;
}

Napi::Array fromTexts(Napi::Env env, const std::vector<std::string>& texts) {
  Napi::Array list = Napi::Array::New(env, texts.size());
  for (std::uint32_t i = 0; i < texts.size(); ++i) list.Set(i, fromText(env, texts[i]));
  return list;
}

Napi::Array fromAttributes(Napi::Env env, h5::Attributes attributes) {
  Napi::Array list = Napi::Array::New(env, attributes.size());
  std::uint32_t i = 0;
  for (h5::Attribute& attribute : attributes)
    list.Set(i++, pair(env, attribute.name, std::visit(FromAttributeValue{env}, attribute.value)));
  return list;
}

Napi::Object fromInfo(Napi::Env env, h5::DatasetInfo info) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("dtype", fromDType(env, info.dtype));
  object.Set("shape", info.shape ? fromShape(env, *info.shape).As<Napi::Value>() : env.Null());
  object.Set("maxshape", info.shape ? fromMaxshape(env, info.maxshape).As<Napi::Value>() : env.Null());
  object.Set("layout", Napi::String::New(env, h5::nameOf(info.layout)));
  object.Set("chunks", info.chunks ? fromShape(env, *info.chunks).As<Napi::Value>() : env.Null());
  object.Set("filters", fromFilters(env, info.filters));
  object.Set("fillValue", info.fillValue ? fromBuffer(env, *info.fillValue) : env.Null());
  object.Set("itemsize", Napi::Number::New(env, static_cast<double>(info.itemsize)));
  object.Set("storageSize", fromCount(env, info.storageSize));
  return object;
}

Napi::Array fromChildren(Napi::Env env, std::vector<h5::Child> children) {
  Napi::Array list = Napi::Array::New(env, children.size());
  std::uint32_t i = 0;
  for (h5::Child& child : children) list.Set(i++, fromChild(env, std::move(child)));
  return list;
}

Napi::Object fromRows(Napi::Env env, h5::Rows rows) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("lengths", fromLengths(env, rows.lengths));
  object.Set("data", fromBuffer(env, rows.data));
  return object;
}

Napi::Uint8Array newBytes(Napi::Env env, std::size_t size) {
  // Only buffers come without being cleared; what is given away is the plain array.
  const Napi::ArrayBuffer memory = Napi::Buffer<std::uint8_t>::New(env, size).ArrayBuffer();
  return Napi::Uint8Array::New(env, size, memory, 0);
}

Napi::Value fromBuffer(Napi::Env env, const h5::Buffer& buffer) {
  Napi::Uint8Array bytes = newBytes(env, buffer.size());
  if (buffer.size() > 0) std::memcpy(bytes.Data(), buffer.data(), buffer.size());
  return bytes;
}

Napi::Value adoptBuffer(Napi::Env env, h5::Buffer buffer) {
  const std::size_t size = buffer.size();
  if (size == 0) return newBytes(env, 0);
  std::uint8_t* bytes = buffer.release();
  const Napi::ArrayBuffer memory = Napi::ArrayBuffer::New(
      env, bytes, size, [](Napi::Env, void* data) { delete[] static_cast<std::uint8_t*>(data); });
  return Napi::Uint8Array::New(env, size, memory, 0);
}

}  // namespace binding
