#pragma once
#include <map>
#include <string>

namespace h5 {

// Prepares libhdf5 once for the process; every entry point calls it first.
void startLibrary();

// Names and versions of the libraries in use.
std::map<std::string, std::string> libraryVersions();

// Identifiers of open files and of what was opened from them.
std::size_t countOpenObjects();

}  // namespace h5
