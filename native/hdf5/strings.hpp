#pragma once
#include <string>
#include <vector>

namespace h5 {

// Variable length texts as libhdf5 wants them; valid as long as `texts`.
std::vector<const char*> pointersTo(const std::vector<std::string>& texts);

// Throws for texts with a NUL, which libhdf5 takes for their end.
void checkTexts(const std::vector<std::string>& texts);

bool isUtf8(const std::string& text);

}  // namespace h5
