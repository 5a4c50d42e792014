#pragma once
#include <memory>

#include "../core/bytes.hpp"
#include "file.hpp"

// Files that live in memory: they touch no disk, and their bytes are those of a file.
namespace h5 {

std::shared_ptr<File> createImage(const FileOptions& options);
// For reading; the bytes are copied.
std::shared_ptr<File> openImage(View bytes, const FileOptions& options);

}  // namespace h5
