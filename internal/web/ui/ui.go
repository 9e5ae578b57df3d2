// Package ui is the visual language of the product: page chrome, components, templates and browser files.
//
// A component is a Go struct and one partial .html of the same name: a page puts the struct in its data and writes
// {{template "light" .Light}}. A page is one .html file beside its handler; it defines "main" (and, where it needs to,
// "head" or "page") and is parsed by Set together with the layout and all partials.
// Its data is a struct that embeds Page. The package knows no area, no permission and no address: callers give all.
//
// Values in components are display-ready: texts in Chinese, percentages as 27.8 (not 0.278), dates as text. Whole-yuan
// money is turned into 万元 or 亿元 by the functions Wan and Yi, in Go or in a template.
package ui
