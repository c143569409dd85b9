package check

import "testing"

func TestGuess(t *testing.T) {
	tests := []struct {
		text, language string
		foreign        bool
	}{
		{"I am so sorry. On Saturday I told the story about your father at dinner, and you went quiet.", "en", false},
		{"Lo siento mucho. El sábado conté en la cena la historia de tu padre, y te quedaste callada.", "es", false},
		{"perdon amor, el sabado no te llame porque me dio verguenza y despues ya no supe que decirte", "es", false},
		{"Es tut mir leid, dass ich am Samstag beim Essen vor allen Leuten die Geschichte deines Vaters erzählt habe.", "", true},
		{"Je suis désolé d'avoir raconté l'histoire de ton père samedi pendant le dîner devant tout le monde.", "", true},
		{"Sinto muito por ter contado a história do teu pai no sábado no jantar diante de todos os teus amigos.", "", false},
		{"Lo siento.", "", false},
		{"", "", false},
	}
	for _, tt := range tests {
		if language, foreign := Guess(tt.text); language != tt.language || foreign != tt.foreign {
			t.Errorf("%q is %q, %t, want %q, %t", tt.text, language, foreign, tt.language, tt.foreign)
		}
	}
}

// Few sentences of ours that are long enough are taken for another language.
func TestGuessSentences(t *testing.T) {
	for _, language := range Languages() {
		wrong, all := 0, 0
		for _, name := range sets(t, language, "apology", "work") {
			var list []sentence
			readSentences(t, name, &list)
			for i, s := range list {
				if i%5 > 0 { // some will do
					continue
				}
				got, _ := Guess(s.Text)
				if all++; got != "" && got != language {
					wrong++
					t.Logf("%q is taken for %s", s.Text, got)
				}
			}
		}
		if all == 0 || 200*wrong > all {
			t.Errorf("%s: %d of %d sentences are taken for another language", language, wrong, all)
		}
	}
}
