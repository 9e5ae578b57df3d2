package report

import (
	"lianzhang/internal/org"
)

// Land are the places and units of the site as a paper names them. It is read from the directory, or kept with a month that
// is frozen, so that a county that was renamed or merged later keeps its name in the papers of that month.
type Land struct {
	Site    string            `json:"site"`
	Root    RegionName        `json:"root"`    // zero when the site has none
	Regions []RegionName      `json:"regions"` // right below the root, in their order
	County  map[string]string `json:"county"`  // any region below the root → the one of Regions in which it lies
	Units   []UnitName        `json:"units"`
}

// UnitName is a unit: the name in full, and the one that papers use in sentences.
type UnitName struct{ ID, Name, Short string }

// landOf reads the places and the working units of the directory.
func landOf(d *org.Directory) *Land {
	l := &Land{Site: d.Site(), County: map[string]string{}}
	if root := d.Root(); root != nil {
		l.Root = RegionName{root.ID, root.Name}
		for _, r := range d.Regions() {
			if r.Parent != root.ID {
				continue
			}
			l.Regions = append(l.Regions, RegionName{r.ID, r.Name})
			for _, code := range d.RegionSubtree(r.ID) {
				l.County[code] = r.ID
			}
		}
	}
	for _, u := range d.Units() {
		l.Units = append(l.Units, UnitName{u.ID, u.Name, d.UnitName(u.ID)})
	}
	return l
}

// unit finds a unit, nil when there is none.
func (l *Land) unit(id string) *UnitName {
	for i := range l.Units {
		if l.Units[i].ID == id {
			return &l.Units[i]
		}
	}
	return nil
}

// remember adds units that are named although they are dissolved.
func (l *Land) remember(d *org.Directory, items []Item) {
	known := map[string]bool{}
	for _, u := range l.Units {
		known[u.ID] = true
	}
	for i := range items {
		for _, id := range []string{items[i].UnitID, items[i].LeadUnitID} {
			if u := d.Unit(id); u != nil && !known[id] {
				known[id] = true
				l.Units = append(l.Units, UnitName{id, u.Name, d.UnitName(id)})
			}
		}
	}
}

// short is the short name of a unit; an id that names none stands for itself.
func (l *Land) short() func(id string) string {
	names := make(map[string]string, len(l.Units))
	for _, u := range l.Units {
		names[u.ID] = u.Short
	}
	return func(id string) string {
		if name, ok := names[id]; ok {
			return name
		}
		return id
	}
}
