#include "stamp.hpp"

#include <algorithm>
#include <ctime>
#include <map>
#include <set>
#include <string_view>

#include "../../core/error.hpp"
#include "../names.hpp"
#include "object_header.hpp"

namespace h5::header {
namespace {

// Larger data are written by libhdf5, and so are groups of many children.
constexpr std::size_t kLargestData = std::size_t{64} << 10;
constexpr std::size_t kMostChildren = 64;
constexpr std::size_t kLongestName = 60'000;  // in a message, which has 64 KiB at most

constexpr std::size_t kPrefixBytes = 16, kMessageHeadBytes = 8, kAlignment = 8;
constexpr std::uint16_t kGroupInfo = 0x0a, kModified = 0x12;
constexpr std::uint8_t kConstant = 0x01;

constexpr std::size_t padding(std::size_t size) { return (kAlignment - size % kAlignment) % kAlignment; }

// --- what can be stamped ---------------------------------------------------------------------------------------------

bool isStampable(const Attribute& attribute) {
  const auto* value = std::get_if<Value>(&attribute.value);
  return value == nullptr || isSameInMemory(value->dtype);
}

bool isStampableDataset(const Plan& plan) {
  const DatasetSpec& spec = *plan.dataset;
  const bool isSimple = !spec.chunks && !spec.maxshape && !spec.fillValue && spec.fillTime == FillTime::IfSet &&
                        spec.trackTimes && !plan.lengths && isSameInMemory(spec.dtype);
  return isSimple && plan.data.size > 0 && plan.data.size <= kLargestData &&
         plan.data.size == elementsOf(spec.shape) * packedSize(spec.dtype);
}

// What has a name twice is refused by libhdf5.
template <class Named>
bool haveOwnNames(const std::vector<Named>& list) {
  std::set<std::string_view> names;
  return std::all_of(list.begin(), list.end(), [&](const Named& one) { return names.insert(one.name).second; });
}

bool areStampable(const std::vector<Plan>& children) {
  return children.size() <= kMostChildren && haveOwnNames(children) &&
         std::all_of(children.begin(), children.end(), [](const Plan& child) { return header::isStampable(child); });
}

// --- types -----------------------------------------------------------------------------------------------------------

using Bytes = std::vector<std::uint8_t>;

Bytes encoded(const DType& dtype) {
  constexpr std::size_t headBytes = 2;
  const Type type = fileType(dtype);
  std::size_t size = 0;
  check(H5Tencode(type->get(), nullptr, &size), "encode a type");
  Bytes all(size);
  check(H5Tencode(type->get(), all.data(), &size), "encode a type");
  return {all.begin() + headBytes, all.end()};
}

// What a message says of a simple type.
const Bytes& typeBytes(const DType& dtype) {
  constexpr std::size_t most = 4096;
  static auto& known = *new std::map<std::pair<std::size_t, unsigned>, Bytes>;
  const auto key = std::make_pair(dtype.size, static_cast<unsigned>(dtype.kind) * 2 + (dtype.utf8 ? 1 : 0));
  if (const auto found = known.find(key); found != known.end()) return found->second;
  if (known.size() >= most) known.clear();
  return known.emplace(key, encoded(dtype)).first->second;
}

}  // namespace

bool isStampable(const Plan& plan) {
  checkName(plan.name);
  const bool attributes =
      haveOwnNames(plan.attributes) && std::all_of(plan.attributes.begin(), plan.attributes.end(),
                                                   [](const Attribute& attribute) { return isStampable(attribute); });
  return attributes && plan.name.size() <= kLongestName &&
         (plan.dataset ? isStampableDataset(plan) : areStampable(plan.children));
}

// --- bytes -----------------------------------------------------------------------------------------------------------

void Stamp::number(std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void Stamp::patch(std::size_t at, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes_[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

void Stamp::raw(View bytes) { bytes_.insert(bytes_.end(), bytes.data, bytes.data + bytes.size); }

void Stamp::padFrom(std::size_t begin) { bytes_.resize(bytes_.size() + padding(bytes_.size() - begin)); }

void Stamp::place(std::size_t offset) {
  places_.push_back(bytes_.size());
  number(offset, 8);
}

View Stamp::at(haddr_t address) {
  for (const std::size_t place : places_) patch(place, Cursor({bytes_.data() + place, 8}).u64() + address, 8);
  places_.clear();
  return {bytes_.data(), bytes_.size()};
}

// --- headers and messages --------------------------------------------------------------------------------------------

std::size_t Stamp::beginHeader() {
  messages_ = 0;
  const std::size_t begin = bytes_.size();
  bytes_.resize(begin + kPrefixBytes);
  return begin;
}

// Nobody links to it yet: the link that is made counts.
void Stamp::endHeader(std::size_t begin) {
  patch(begin, 1, 1);
  patch(begin + 2, messages_, 2);
  patch(begin + 8, bytes_.size() - begin - kPrefixBytes, 4);
}

std::size_t Stamp::beginMessage(std::uint16_t kind, std::uint8_t flags) {
  ++messages_;
  number(kind, 2);
  number(0, 2);
  number(flags, 4);
  return bytes_.size();
}

void Stamp::endMessage(std::size_t begin) {
  padFrom(begin);
  patch(begin - 6, bytes_.size() - begin, 2);
}

void Stamp::dataspace(const std::optional<Shape>& shape) {
  if (!shape) return number(0x02000002, 4);
  constexpr std::uint8_t version = 1, hasMaximum = 1;
  number(version, 1);
  number(shape->size(), 1);
  number(shape->empty() ? 0 : hasMaximum, 6);
  for (int times = 0; times < 2; ++times)
    for (const hsize_t length : *shape) number(length, 8);
}

void Stamp::addAttribute(const Attribute& attribute) {
  const Content content = contentOf(attribute.value);
  const Bytes& type = typeBytes(content.dtype);
  const std::size_t nameBytes = attribute.name.size() + 1;
  const std::size_t spaceBytes = content.shape ? 8 + 16 * content.shape->size() : 4;
  const std::size_t begin = beginMessage(static_cast<std::uint16_t>(Kind::Attribute));
  number(1, 2);
  number(nameBytes, 2);
  number(type.size(), 2);
  number(spaceBytes, 2);
  raw({reinterpret_cast<const std::uint8_t*>(attribute.name.c_str()), nameBytes});
  padFrom(begin);
  raw({type.data(), type.size()});
  padFrom(begin);
  dataspace(content.shape);
  padFrom(begin);
  raw(content.bytes);
  endMessage(begin);
}

void Stamp::addAttributes(const Attributes& attributes) {
  checkAttributes(attributes);
  for (const Attribute& attribute : attributes) addAttribute(attribute);
}

// --- objects ---------------------------------------------------------------------------------------------------------

std::size_t Stamp::add(const Plan& plan) { return plan.dataset ? addDataset(plan) : addGroup(plan); }

std::size_t Stamp::addGroup(const Plan& plan) {
  constexpr std::uint8_t tracksOrder = 0x01, hasOrder = 0x04;
  std::vector<std::size_t> children;
  for (const Plan& child : plan.children) children.push_back(add(child));
  const std::size_t header = beginHeader();
  const std::size_t info = beginMessage(static_cast<std::uint16_t>(Kind::LinkInfo));
  number(0, 1);
  number(tracksOrder, 1);
  number(children.size(), 8);
  number(HADDR_UNDEF, 8);
  number(HADDR_UNDEF, 8);
  endMessage(info);
  const std::size_t group = beginMessage(kGroupInfo, kConstant);
  number(0, 2);
  endMessage(group);
  addAttributes(plan.attributes);
  for (std::size_t i = 0; i < children.size(); ++i) {
    const std::string& name = plan.children[i].name;
    const std::size_t lengthBytes = name.size() < 0x100 ? 1 : name.size() < 0x10000 ? 2 : 4;
    const std::size_t link = beginMessage(static_cast<std::uint16_t>(Kind::Link));
    number(1, 1);
    number(hasOrder | lengthBytes >> 1, 1);
    number(i, 8);
    number(name.size(), lengthBytes);
    raw({reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
    place(children[i]);
    endMessage(link);
    // It is linked to by this.
    patch(children[i] + 4, 1, 4);
  }
  endHeader(header);
  return header;
}

std::size_t Stamp::addDataset(const Plan& plan) {
  constexpr std::uint32_t lateAndIfSetAndDefault = 0x01020202;
  const DatasetSpec& spec = *plan.dataset;
  const std::size_t data = bytes_.size();
  raw(plan.data);
  padFrom(data);
  const std::size_t header = beginHeader();
  const std::size_t space = beginMessage(static_cast<std::uint16_t>(Kind::Dataspace));
  dataspace(spec.shape);
  endMessage(space);
  const std::size_t type = beginMessage(static_cast<std::uint16_t>(Kind::Datatype), kConstant);
  const Bytes& said = typeBytes(spec.dtype);
  raw({said.data(), said.size()});
  endMessage(type);
  const std::size_t fill = beginMessage(static_cast<std::uint16_t>(Kind::FillValue), kConstant);
  number(lateAndIfSetAndDefault, 4);
  number(0, 4);
  endMessage(fill);
  const std::size_t layout = beginMessage(static_cast<std::uint16_t>(Kind::Layout));
  number(0x0103, 2);
  place(data);
  number(plan.data.size, 8);
  endMessage(layout);
  const std::size_t modified = beginMessage(kModified);
  number(1, 4);
  number(static_cast<std::uint32_t>(std::time(nullptr)), 4);
  endMessage(modified);
  addAttributes(plan.attributes);
  endHeader(header);
  return header;
}

}  // namespace h5::header
