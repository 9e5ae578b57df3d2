package uscc

// registrationLength is the number of digits of an old registration number.
const registrationLength = 15

// Registration reports whether the text is an old registration number (工商注册号): 15 digits, of which the first six are the
// authority's region and the last is a check digit by ISO 7064 MOD 11,10, as GS 15-2006 lays down.
func Registration(code string) bool {
	if len(code) != registrationLength {
		return false
	}
	p := 10
	for i := range registrationLength {
		d := int(code[i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i == registrationLength-1 {
			return (p+d)%10 == 1
		}
		s := (p + d) % 10
		if s == 0 {
			s = 10
		}
		p = s * 2 % 11
	}
	return false
}
