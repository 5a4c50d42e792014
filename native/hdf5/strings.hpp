#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace h5 {

// Variable length texts as libhdf5 wants them; valid as long as `texts`.
std::vector<const char*> pointersTo(const std::vector<std::string>& texts);

// Throws for texts with a NUL, which libhdf5 takes for their end.
void checkTexts(const std::vector<std::string>& texts);

bool isUtf8(std::string_view text);

// Text of a file may be any bytes. Where they are no UTF-8, each becomes a code unit of its own, U+DC80 to U+DCFF, as
// Python's surrogateescape has it, so that nothing is lost and names stay names.
std::u16string decodeText(std::string_view bytes);

// The bytes again. Throws InvalidValue for half of a surrogate pair that stands for no byte.
std::string encodeText(std::u16string_view text);

}  // namespace h5
