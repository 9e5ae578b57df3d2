package notify

import (
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"net/mail"
)

// decode gives the text of a mail.
func decode(m *mail.Message) string {
	var r io.Reader = m.Body
	switch m.Header.Get("Content-Transfer-Encoding") {
	case "quoted-printable":
		r = quotedprintable.NewReader(m.Body)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, m.Body)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return string(b)
}
