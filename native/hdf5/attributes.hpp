#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "../core/bytes.hpp"
#include "../core/error.hpp"
#include "dataspace.hpp"
#include "datatype.hpp"

namespace h5 {

// A value with its exact type; `texts` instead of `bytes` for variable length text.
struct Value {
  DType dtype;
  std::optional<Shape> shape;
  Buffer bytes;
  std::vector<std::string> texts;
};

// Why an attribute cannot be given.
struct Unreadable {
  Code code;
  std::string reason;
};

// A plain text is UTF-8.
using AttributeValue = std::variant<std::string, bool, std::int64_t, std::uint64_t, double, Value, Unreadable>;

struct Attribute {
  std::string name;
  AttributeValue value;
};
using Attributes = std::vector<Attribute>;

// What a value is in the file. The bytes belong to the value; texts of variable length are not among them.
struct Content {
  DType dtype;
  std::optional<Shape> shape;
  View bytes;
};
Content contentOf(const AttributeValue& value);

// All attributes, or those of `names` that are there.
Attributes readAttributes(hid_t node, const std::optional<std::vector<std::string>>& names = std::nullopt);

// Whether the node is one of PyTables', by its attribute CLASS: there, bit fields of 8 bits are booleans.
bool isOfPyTables(hid_t node);
bool isOfPyTables(const Attributes& attributes);

// As describeType, of a type that is used on a node.
DType describeTypeOn(hid_t node, hid_t file);

// All attributes of a node as they are given: texts and flags as such, everything else with its type.
Attributes simplified(std::vector<std::pair<std::string, Value>> attributes);

bool hasAttribute(hid_t node, const std::string& name);

// Throws before anything is touched if one cannot be written.
void writeAttributes(hid_t node, const Attributes& attributes);

// Those of a node that has none yet, once they were checked.
void createAttributes(hid_t node, const Attributes& attributes);

void checkAttributes(const Attributes& attributes);

void removeAttribute(hid_t node, const std::string& name);

}  // namespace h5
