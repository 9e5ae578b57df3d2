package sheet

import (
	"math"
	"time"
)

// lastSerial is 9999-12-31, the last day a workbook can hold.
const lastSerial = 2958465

// epoch1904 is the distance of the 1904 date system (old Excel for Mac) from the usual one.
const epoch1904 = 1462

// appendDate appends the ISO text of a serial in the usual date system: days since 1899-12-30, with Excel's error that
// 1900 was a leap year kept as it is shown (serial 60 is 1900-02-29). Time is rounded to a millisecond, a midnight
// is not shown. ok is false when the serial is no date.
func appendDate(dst []byte, serial float64, kind formatKind) (out []byte, ok bool) {
	if !(serial >= 0 && serial < lastSerial+1) {
		return dst, false
	}
	day := math.Floor(serial)
	ms := int64(math.Round((serial - day) * 86_400_000))
	if ms == 86_400_000 {
		day, ms = day+1, 0
	}
	if kind == timeFormat && day == 0 {
		return appendClock(dst, ms), true
	}
	if day < 1 || day > lastSerial {
		return dst, false
	}
	if day == 60 {
		dst = append(dst, "1900-02-29"...)
	} else {
		if day < 60 {
			day++
		}
		dst = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(day)).AppendFormat(dst, time.DateOnly)
	}
	if ms != 0 && kind != dateFormat {
		dst = appendClock(append(dst, ' '), ms)
	}
	return dst, true
}

// appendClock appends 09:30:00, with .123 when there are milliseconds.
func appendClock(dst []byte, ms int64) []byte {
	two := func(n int64) { dst = append(dst, byte('0'+n/10), byte('0'+n%10)) }
	two(ms / 3_600_000)
	dst = append(dst, ':')
	two(ms / 60_000 % 60)
	dst = append(dst, ':')
	two(ms / 1000 % 60)
	if ms %= 1000; ms != 0 {
		dst = append(dst, '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10))
	}
	return dst
}

// isoSerial reads the ISO date of a cell of type d (strict workbooks) or of an Excel 2003 XML file.
func isoSerial(text string) (serial float64, kind formatKind, ok bool) {
	for _, layout := range []struct {
		form string
		kind formatKind
	}{
		{"2006-01-02T15:04:05.999999999", stampFormat}, {"2006-01-02T15:04:05.999999999Z07:00", stampFormat},
		{"2006-01-02T15:04", stampFormat}, {time.DateOnly, dateFormat}, {"15:04:05.999999999", timeFormat},
	} {
		t, err := time.Parse(layout.form, text)
		if err != nil {
			continue
		}
		if layout.kind == timeFormat {
			return float64(t.Sub(t.Truncate(24*time.Hour))) / float64(24*time.Hour), timeFormat, true
		}
		_, offset := t.Zone()
		days := t.Add(time.Duration(offset)*time.Second).Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
		if days < 61 {
			days--
		}
		return days, layout.kind, days >= 0
	}
	return 0, plainFormat, false
}
