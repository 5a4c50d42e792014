#include "copy.hpp"

#include "../../core/error.hpp"
#include "copier.hpp"
#include "properties.hpp"

namespace h5::copy {
namespace {

H5O_info_t infoOf(hid_t object) {
  H5O_info_t info;
  check(H5Oget_info2(object, &info, H5O_INFO_BASIC), "describe a node");
  return info;
}

void copyOneByOne(const Scan& scan, hid_t source, hid_t group, const std::string& name) {
  // What was not written yet would be missed.
  check(H5Fflush(source, H5F_SCOPE_LOCAL), "write file");
  const bool isSameFile = infoOf(source).fileno == infoOf(group).fileno;
  const Link link{name, H5L_TYPE_HARD, H5T_CSET_ASCII, scan.start(), 0};
  // A group without a name goes when it is closed, with all that has a name nowhere else.
  const ObjectId nameless(check(H5Gcreate_anon(group, H5P_DEFAULT, H5P_DEFAULT), "create group"));
  Copier(scan, source, group, isSameFile).copyTo(nameless.get(), link);
  const ObjectId copy(check(H5Oopen(nameless.get(), name.c_str(), H5P_DEFAULT), "open the copy of", name));
  check(H5Olink(copy.get(), group, name.c_str(), H5P_DEFAULT, H5P_DEFAULT), "create", name);
}

// The newest format of which the old file is.
H5F_libver_t formatOf(hid_t file) {
  H5F_info2_t info;
  check(H5Fget_info2(file, &info), "read properties");
  if (info.super.version >= 3) return H5F_LIBVER_V110;
  return info.super.version == 2 ? H5F_LIBVER_V18 : H5F_LIBVER_EARLIEST;
}

hsize_t userBlockOf(hid_t file) {
  const PlistId creation(check(H5Fget_create_plist(file), "read properties"));
  hsize_t bytes = 0;
  check(H5Pget_userblock(creation.get(), &bytes), "read properties");
  return bytes;
}

FileId createLike(hid_t file, hid_t root, const std::string& filename) {
  const PlistId creation = fileCreationOf(file, root), access(check(H5Pcreate(H5P_FILE_ACCESS), "create properties"));
  check(H5Pset_libver_bounds(access.get(), formatOf(file), H5F_LIBVER_V110), "set a property");
  check(H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG), "set a property");
  check(H5Pset_file_locking(access.get(), true, true), "set a property");
  return FileId(
      check(H5Fcreate(filename.c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), "create file", filename));
}

}  // namespace

void copyObject(hid_t source, const std::string& path, hid_t group, const std::string& name) {
  const Scan scan(source, path);
  if (!scan.isPlain()) return copyOneByOne(scan, source, group, name);
  check(H5Ocopy(source, ".", group, name.c_str(), H5P_DEFAULT, H5P_DEFAULT), "copy", path);
}

hsize_t copyFile(hid_t root, const std::string& filename) {
  const Scan scan(root, "/");
  const FileId source(check(H5Iget_file_id(root), "look for the file"));
  check(H5Fflush(source.get(), H5F_SCOPE_LOCAL), "write file");
  FileId made = createLike(source.get(), root, filename);
  {
    const ObjectId there(check(H5Oopen(made.get(), "/", H5P_DEFAULT), "open group", "/"));
    Copier(scan, root, there.get(), false).copyInto(there.get());
  }
  check(H5Fflush(made.get(), H5F_SCOPE_GLOBAL), "write file", filename);
  check(H5Fclose(made.release()), "write file", filename);
  return userBlockOf(source.get());
}

}  // namespace h5::copy
