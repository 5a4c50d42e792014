{
  "variables": {
    "module_root": "<!(node -p \"require('node-addon-api').include_dir\")"
  },
  "target_defaults": {
    "cflags_cc!": ["-fno-exceptions", "-fno-rtti"],
    "cflags_cc": ["-std=c++17", "-fexceptions", "-fvisibility=hidden", "-Wall", "-Wextra", "-Wshadow"],
    "xcode_settings": {
      "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
      "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
      "GCC_ENABLE_CPP_RTTI": "YES",
      "GCC_SYMBOLS_PRIVATE_EXTERN": "YES"
    }
  },
  "targets": [
    {
      "target_name": "trajstore",
      "sources": ["<!@(find native -name '*.cpp' -not -path 'native/lzo/*')"],
      "include_dirs": ["<(module_root)", "<!@(pkg-config --cflags-only-I hdf5 blosc zlib libdeflate | sed 's/-I//g')"],
      "defines": ["NAPI_VERSION=9", "NAPI_CPP_EXCEPTIONS", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS", "H5_USE_110_API"],
      "libraries": ["<!@(pkg-config --libs hdf5 blosc zlib libdeflate)", "-lbz2"],
      "conditions": [["OS=='linux'", { "libraries": ["-ldl"], "ldflags": ["-Wl,-z,nodelete", "-Wl,--exclude-libs,ALL"] }]]
    },
    {
      "target_name": "trajstore_lzo",
      "type": "loadable_module",
      "product_extension": "so",
      "product_prefix": "",
      "sources": ["<!@(find native/lzo -name '*.cpp')"],
      "include_dirs": ["<!@(pkg-config --cflags-only-I hdf5 | sed 's/-I//g')"],
      "libraries": ["-llzo2"]
    }
  ]
}
