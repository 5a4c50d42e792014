#include <cmath>

#include "../core/error.hpp"
#include "../hdf5/strings.hpp"
#include "convert.hpp"

namespace binding {
namespace {

using h5::Code;
using h5::Error;

[[noreturn]] void refuse(const std::string& expectation) { throw Error(Code::InvalidType, expectation); }

Napi::Object toObject(const Napi::Value& value, const char* what) {
  if (!value.IsObject()) refuse(std::string(what) + " must be an object");
  return value.As<Napi::Object>();
}

Napi::Array toArray(const Napi::Value& value, const char* what) {
  if (!value.IsArray()) refuse(std::string(what) + " must be an array");
  return value.As<Napi::Array>();
}

bool isGiven(const Napi::Value& value) { return !value.IsUndefined() && !value.IsNull(); }

// --- types -----------------------------------------------------------------------------------------------------------

h5::DType nested(h5::DType::Kind kind, const Napi::Value& base) {
  h5::DType type;
  type.kind = kind;
  type.members.emplace_back("", toDType(base));
  return type;
}

h5::DType toStruct(const Napi::Value& fields) {
  h5::DType type;
  type.kind = h5::DType::Kind::Struct;
  const auto list = toArray(fields, "The fields of a type");
  for (std::uint32_t i = 0; i < list.Length(); ++i) {
    const auto field = toArray(list.Get(i), "A field");
    type.members.emplace_back(toText(field.Get(0u), "A field's name"), toDType(field.Get(1u)));
  }
  return type;
}

std::int64_t toInteger(const Napi::Value& value) {
  if (value.IsBigInt()) {
    bool lossless = false;
    return value.As<Napi::BigInt>().Int64Value(&lossless);
  }
  if (!value.IsNumber()) refuse("A value of an enumeration must be a number or bigint");
  return value.As<Napi::Number>().Int64Value();
}

h5::DType toEnum(const Napi::Object& object) {
  h5::DType type = nested(h5::DType::Kind::Enum, object.Get("enum"));
  const auto members = toArray(object.Get("members"), "The members of an enumeration");
  for (std::uint32_t i = 0; i < members.Length(); ++i) {
    const auto member = toArray(members.Get(i), "A member of an enumeration");
    type.values.emplace_back(toText(member.Get(0u), "A member's name"), toInteger(member.Get(1u)));
  }
  return type;
}

// --- attributes ------------------------------------------------------------------------------------------------------

h5::Value toValue(const Napi::Object& object) {
  h5::Value value;
  value.dtype = toDType(object.Get("dtype"));
  const Napi::Value shape = object.Get("shape");
  if (!shape.IsNull()) value.shape = toShape(shape, "The shape of an attribute");
  const Napi::Value data = object.Get("data");
  if (value.dtype.kind == h5::DType::Kind::VarText)
    value.texts = toTexts(data, "The texts of an attribute");
  else if (value.shape)
    value.bytes = h5::Buffer(toView(data, "The bytes of an attribute"));
  return value;
}

h5::AttributeValue fromBigInt(const Napi::BigInt& number) {
  bool lossless = false;
  const std::int64_t asSigned = number.Int64Value(&lossless);
  if (lossless) return asSigned;
  const std::uint64_t asUnsigned = number.Uint64Value(&lossless);
  if (lossless) return asUnsigned;
  throw Error(Code::InvalidValue, "An attribute holds integers of 64 bits at most");
}

h5::AttributeValue fromNumber(double number) {
  constexpr double largest = 9007199254740992;
  const bool integer =
      std::trunc(number) == number && std::abs(number) < largest && !(number == 0 && std::signbit(number));
  if (integer) return static_cast<std::int64_t>(number);
  return number;
}

h5::AttributeValue toAttributeValue(const Napi::Value& value) {
  if (value.IsString()) return textOf(value.As<Napi::String>());
  if (value.IsBoolean()) return value.As<Napi::Boolean>().Value();
  if (value.IsNumber()) return fromNumber(value.As<Napi::Number>().DoubleValue());
  if (value.IsBigInt()) return fromBigInt(value.As<Napi::BigInt>());
  return toValue(toObject(value, "An attribute's value"));
}

// --- datasets --------------------------------------------------------------------------------------------------------

h5::Shape toMaxshape(const Napi::Value& value) {
  const auto list = toArray(value, "maxshape");
  h5::Shape shape;
  for (std::uint32_t i = 0; i < list.Length(); ++i) {
    const Napi::Value extent = list.Get(i);
    shape.push_back(extent.IsNull() ? h5::kUnlimited : toCount(extent, "maxshape"));
  }
  return shape;
}

h5::Filters toFilters(const Napi::Object& object) {
  h5::Filters filters;
  filters.complib = toText(object.Get("complib"), "complib");
  filters.complevel = static_cast<unsigned>(toCount(object.Get("complevel"), "complevel"));
  filters.shuffle = toBool(object.Get("shuffle"), "shuffle");
  filters.fletcher32 = toBool(object.Get("fletcher32"), "fletcher32");
  const Napi::Value bitshuffle = object.Get("bitshuffle");
  filters.bitshuffle = isGiven(bitshuffle) && toBool(bitshuffle, "bitshuffle");
  return filters;
}

h5::NodeClass toNodeClass(const std::string& name) {
  static const std::pair<const char*, h5::NodeClass> table[] = {{"table", h5::NodeClass::Table},
                                                                {"earray", h5::NodeClass::EArray},
                                                                {"vlarray", h5::NodeClass::VLArray},
                                                                {"carray", h5::NodeClass::CArray}};
  for (const auto& [known, nodeClass] : table)
    if (name == known) return nodeClass;
  throw Error(Code::InvalidValue, "nodeClass must be table, earray, vlarray or carray, but it is " + h5::quoted(name));
}

h5::Durability toDurability(const std::string& name) {
  static const std::pair<const char*, h5::Durability> table[] = {{"none", h5::Durability::None},
                                                                 {"process", h5::Durability::Process},
                                                                 {"checkpoint", h5::Durability::Checkpoint},
                                                                 {"commit", h5::Durability::Commit}};
  for (const auto& [known, durability] : table)
    if (name == known) return durability;
  throw Error(Code::InvalidValue,
              "durability must be none, process, checkpoint or commit, but it is " + h5::quoted(name));
}

h5::Plan toPlan(const Napi::Object& object) {
  h5::Plan plan;
  plan.name = toText(object.Get("name"), "A node's name");
  plan.attributes = toAttributes(object.Get("attributes"));
  const Napi::Value dataset = object.Get("dataset");
  if (!isGiven(dataset)) {
    plan.children = toPlans(object.Get("children"));
    return plan;
  }
  plan.dataset = toSpec(dataset);
  const Napi::Value data = object.Get("data");
  if (isGiven(data)) plan.data = toView(data, "The data of a node");
  const Napi::Value lengths = object.Get("lengths");
  if (isGiven(lengths)) plan.lengths = toLengths(lengths);
  return plan;
}

}  // namespace

std::string textOf(const Napi::String& text) {
  // What JavaScript's own encoder puts in the place of what it cannot encode, and rarely the character itself.
  constexpr const char* replacement = "\xef\xbf\xbd";
  std::string bytes = text.Utf8Value();
  return bytes.find(replacement) == std::string::npos ? bytes : h5::encodeText(text.Utf16Value());
}

std::string toText(const Napi::Value& value, const char* what) {
  if (!value.IsString()) refuse(std::string(what) + " must be text");
  return textOf(value.As<Napi::String>());
}

std::vector<std::string> toTexts(const Napi::Value& value, const char* what) {
  const auto list = toArray(value, what);
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < list.Length(); ++i) texts.push_back(toText(list.Get(i), what));
  return texts;
}

std::optional<std::vector<std::string>> toOptionalTexts(const Napi::Value& value, const char* what) {
  if (!isGiven(value)) return std::nullopt;
  return toTexts(value, what);
}

bool toBool(const Napi::Value& value, const char* what) {
  if (!value.IsBoolean()) refuse(std::string(what) + " must be true or false");
  return value.As<Napi::Boolean>().Value();
}

hsize_t toCount(const Napi::Value& value, const char* what) {
  constexpr double largest = 9007199254740992;
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= 0 && number < largest && std::trunc(number) == number))
    refuse(std::string(what) + " must be a whole number of 0 or more");
  return static_cast<hsize_t>(number);
}

h5::Shape toShape(const Napi::Value& value, const char* what) {
  const auto list = toArray(value, what);
  h5::Shape shape;
  for (std::uint32_t i = 0; i < list.Length(); ++i) shape.push_back(toCount(list.Get(i), what));
  return shape;
}

h5::DType toDType(const Napi::Value& value) {
  if (value.IsString()) return h5::parseTypestr(value.As<Napi::String>().Utf8Value());
  const auto object = toObject(value, "An element type");
  if (object.Has("fields")) return toStruct(object.Get("fields"));
  if (object.Has("vlen")) return nested(h5::DType::Kind::Vlen, object.Get("vlen"));
  if (object.Has("enum")) return toEnum(object);
  h5::DType type = nested(h5::DType::Kind::Array, object.Get("base"));
  type.shape = toShape(object.Get("shape"), "The shape of an array type");
  return type;
}

h5::Attributes toAttributes(const Napi::Value& value) {
  const auto list = toArray(value, "Attributes");
  h5::Attributes attributes;
  attributes.reserve(list.Length());
  for (std::uint32_t i = 0; i < list.Length(); ++i) {
    const auto pair = toArray(list.Get(i), "An attribute");
    attributes.push_back({toText(pair.Get(0u), "An attribute's name"), toAttributeValue(pair.Get(1u))});
  }
  return attributes;
}

h5::DatasetSpec toSpec(const Napi::Value& value) {
  const auto object = toObject(value, "A dataset's description");
  h5::DatasetSpec spec;
  spec.dtype = toDType(object.Get("dtype"));
  spec.shape = toShape(object.Get("shape"), "shape");
  if (const auto maxshape = object.Get("maxshape"); isGiven(maxshape)) spec.maxshape = toMaxshape(maxshape);
  if (const auto chunks = object.Get("chunks"); isGiven(chunks)) spec.chunks = toShape(chunks, "chunks");
  if (const auto filters = object.Get("filters"); isGiven(filters))
    spec.filters = toFilters(toObject(filters, "filters"));
  if (const auto name = object.Get("nodeClass"); isGiven(name)) spec.nodeClass = toNodeClass(toText(name, "nodeClass"));
  if (const auto fill = object.Get("fillValue"); isGiven(fill)) spec.fillValue = h5::Buffer(toView(fill, "fillValue"));
  if (const auto time = object.Get("fillTime"); isGiven(time))
    spec.fillTime = toText(time, "fillTime") == "alloc" ? h5::FillTime::Alloc : h5::FillTime::IfSet;
  if (const auto track = object.Get("trackTimes"); isGiven(track)) spec.trackTimes = toBool(track, "trackTimes");
  return spec;
}

h5::Selection toSelection(const Napi::Value& value) {
  if (!isGiven(value)) return std::nullopt;
  const auto object = toObject(value, "A selection");
  return h5::Slab{toShape(object.Get("start"), "start"), toShape(object.Get("count"), "count"),
                  toShape(object.Get("step"), "step")};
}

h5::FileOptions toFileOptions(const Napi::Value& value) {
  const auto object = toObject(value, "The options of a file");
  h5::FileOptions options;
  if (const auto follow = object.Get("followExternal"); isGiven(follow))
    options.followExternal = toBool(follow, "followExternal");
  if (const auto most = object.Get("maxDatasetBytes"); isGiven(most))
    options.maxDatasetBytes = toCount(most, "maxDatasetBytes");
  if (const auto durability = object.Get("durability"); isGiven(durability))
    options.durability = toDurability(toText(durability, "durability"));
  return options;
}

h5::ListOptions toListOptions(const Napi::Value& value) {
  const auto object = toObject(value, "The options of a list");
  h5::ListOptions options;
  if (const auto wanted = object.Get("attributes"); isGiven(wanted)) options.attributes = toBool(wanted, "attributes");
  if (const auto wanted = object.Get("datasets"); isGiven(wanted)) options.datasets = toBool(wanted, "datasets");
  if (const auto bytes = object.Get("data"); isGiven(bytes)) options.data = toCount(bytes, "data");
  options.names = toOptionalTexts(object.Get("names"), "names");
  if (const auto wanted = object.Get("nested"); isGiven(wanted)) options.nested = toBool(wanted, "nested");
  if (const auto name = object.Get("stopAt"); isGiven(name)) options.stopAt = toText(name, "stopAt");
  return options;
}

std::vector<std::uint32_t> toLengths(const Napi::Value& value) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint32_array)
    refuse("The lengths of rows must be a Uint32Array");
  const auto lengths = value.As<Napi::Uint32Array>();
  return {lengths.Data(), lengths.Data() + lengths.ElementLength()};
}

h5::View toView(const Napi::Value& value, const char* what) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
    refuse(std::string(what) + " must be a Uint8Array");
  const auto bytes = value.As<Napi::Uint8Array>();
  return {bytes.Data(), bytes.ByteLength()};
}

std::vector<h5::Plan> toPlans(const Napi::Value& value) {
  const auto list = toArray(value, "Plans");
  std::vector<h5::Plan> plans;
  plans.reserve(list.Length());
  for (std::uint32_t i = 0; i < list.Length(); ++i) plans.push_back(toPlan(toObject(list.Get(i), "A plan")));
  return plans;
}

}  // namespace binding
