#include "node.hpp"

#include "../core/error.hpp"
#include "../core/lock.hpp"
#include "file.hpp"
#include "header/reader.hpp"

namespace h5 {

Node::Node(std::shared_ptr<File> file, ObjectId id) : file_(std::move(file)), id_(std::move(id)) { file_->add(this); }

Node::~Node() {
  Lock lock;
  file_->remove(this);
  id_.reset();
}

void Node::close() noexcept { id_.reset(); }

hid_t Node::id() const {
  if (!id_) throw Error(Code::Closed, "The node was closed before");
  return id_.get();
}

hid_t Node::writableId() const {
  const hid_t result = id();
  file_->requireWritable();
  file_->noteChange();
  return result;
}

haddr_t Node::address() const {
  H5O_info_t info;
  check(H5Oget_info2(id(), &info, H5O_INFO_BASIC), "describe a node");
  return info.addr;
}

std::string Node::identity() const {
  H5O_info_t info;
  check(H5Oget_info2(id(), &info, H5O_INFO_BASIC), "describe a node");
  return std::to_string(info.fileno) + "-" + std::to_string(info.addr);
}

hsize_t Node::metadataBytes() const {
  H5O_info_t info;
  check(H5Oget_info2(id(), &info, H5O_INFO_HDR | H5O_INFO_META_SIZE), "measure a node");
  const auto& object = info.meta_size.obj;
  const auto& attributes = info.meta_size.attr;
  return info.hdr.space.total + object.index_size + object.heap_size + attributes.index_size + attributes.heap_size;
}

Attributes Node::attributes(const std::optional<std::vector<std::string>>& names) const {
  if (header::Reader* headers = file().headers()) headers->checkAttributes(address());
  return readAttributes(id(), names);
}

std::string Node::path() const {
  if (!id_) return {};
  const ssize_t length = H5Iget_name(id_.get(), nullptr, 0);
  if (length <= 0) return {};
  std::string name(static_cast<std::size_t>(length), '\0');
  H5Iget_name(id_.get(), name.data(), name.size() + 1);
  return name;
}

}  // namespace h5
