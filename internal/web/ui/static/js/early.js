// Runs before the first paint: style rules that need the script hang on this class.
document.documentElement.classList.add("js");
