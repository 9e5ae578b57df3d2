package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
)

// perPart is how many items one part of written facts holds.
const perPart = 500

// headPart is the name of the part that holds everything but the items.
const headPart = "head"

// Write gives the facts in parts that Read takes back: "head", and the items in their order. The same facts always give the
// same bytes.
func (f *Facts) Write(add func(name string, data []byte) error) error {
	head, err := json.Marshal(f)
	if err != nil {
		return err
	}
	if err := add(headPart, head); err != nil {
		return err
	}
	const window = 8 // parts made at a time, so that not all of a large register is in memory twice
	parts := (len(f.Items) + perPart - 1) / perPart
	for first := 0; first < parts; first += window {
		n := min(window, parts-first)
		data, failed := make([][]byte, n), make([]error, n)
		var wait sync.WaitGroup
		for i := range n {
			wait.Go(func() {
				from := (first + i) * perPart
				data[i], failed[i] = writeItems(f.Items[from:min(from+perPart, len(f.Items))])
			})
		}
		wait.Wait()
		for i := range n {
			if failed[i] != nil {
				return failed[i]
			}
			if err := add(fmt.Sprintf("items-%05d", first+i), data[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReadFacts reads facts back from their parts, in the order in which Write gave them.
func ReadFacts(each func(take func(name string, data []byte) error) error) (*Facts, error) {
	var f *Facts
	err := each(func(name string, data []byte) error {
		if name == headPart {
			f = new(Facts)
			return json.Unmarshal(data, f)
		}
		if f == nil {
			return errs.New(errs.Internal, "冻结的通报底稿缺少开头")
		}
		items, err := readItems(data, string(f.Month))
		f.Items = append(f.Items, items...)
		return err
	})
	if err == nil && f == nil {
		err = errs.New(errs.NotFound, "没有冻结的通报底稿")
	}
	return f, errs.Wrap(err, errs.Internal, "冻结的通报底稿读不出，请用 lianzhang verify 校验")
}

// The forms in which projects and reports are written: their columns, without those that are empty.
var (
	projectForm = formOf(reflect.TypeFor[project.Project]())
	reportForm  = formOf(reflect.TypeFor[project.Report]())
)

// formOf is the struct with its columns as JSON names; it converts to and from the struct itself.
func formOf(t reflect.Type) reflect.Type {
	fields := make([]reflect.StructField, t.NumField())
	for i := range fields {
		fields[i] = t.Field(i)
		name := fields[i].Tag.Get("db")
		if name == "" {
			name = strings.ToLower(fields[i].Name)
		}
		fields[i].Tag = reflect.StructTag(`json:"` + name + `,omitempty"`)
		fields[i].Offset, fields[i].Index = 0, nil
	}
	return reflect.StructOf(fields)
}

// written is an item on its way to and from text.
type written struct {
	Project any    `json:"project"`
	Was     string `json:"was,omitempty"`
	In      bool   `json:"in,omitempty"`
	Text    string `json:"text,omitempty"`
	Clear   string `json:"clear,omitempty"`
	RedRun  int64  `json:"red_run,omitempty"`
	Undated bool   `json:"undated,omitempty"`
	Loaded  bool   `json:"loaded,omitempty"`
	Reports []any  `json:"reports,omitempty"`
}

// writeItems writes items as a JSON array.
func writeItems(items []Item) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("[\n")
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for i := range items {
		it := &items[i]
		if i > 0 {
			b.WriteByte(',')
		}
		w := written{Project: reflect.ValueOf(&it.Project).Convert(reflect.PointerTo(projectForm)).Interface(), Was: it.Was, In: it.In, Text: it.Text,
			Clear: it.Clear, RedRun: it.RedRun, Undated: it.Undated, Loaded: it.Loaded}
		for k := range it.reports {
			w.Reports = append(w.Reports, reflect.ValueOf(&it.reports[k]).Convert(reflect.PointerTo(reportForm)).Interface())
		}
		if err := enc.Encode(&w); err != nil {
			return nil, err
		}
	}
	b.WriteByte(']')
	return b.Bytes(), nil
}

func readItems(data []byte, month string) ([]Item, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	var out []Item
	for dec.More() {
		var raw struct {
			written
			Project json.RawMessage   `json:"project"`
			Reports []json.RawMessage `json:"reports"`
		}
		if err := dec.Decode(&raw); err != nil {
			return nil, err
		}
		it := Item{Was: raw.Was, In: raw.In, Text: raw.Text, Clear: raw.Clear, RedRun: raw.RedRun, Undated: raw.Undated, Loaded: raw.Loaded,
			reports: make([]project.Report, len(raw.Reports))}
		if err := json.Unmarshal(raw.Project, reflect.ValueOf(&it.Project).Convert(reflect.PointerTo(projectForm)).Interface()); err != nil {
			return nil, err
		}
		for k, text := range raw.Reports {
			if err := json.Unmarshal(text, reflect.ValueOf(&it.reports[k]).Convert(reflect.PointerTo(reportForm)).Interface()); err != nil {
				return nil, err
			}
		}
		it.told(month)
		out = append(out, it)
	}
	return out, nil
}
