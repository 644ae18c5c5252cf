"""A small prediction service: loads the version that the alias champion points to, and answers by it.

Run: MLFLOW_TRACKING_URI=http://localhost:5000 uvicorn main:app --port 8400
Needs what requirements.txt lists, and a champion that train.py of exercise 3 logged: train.ts logs an ONNX file.
"""

import os

import mlflow
import numpy
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

mlflow.set_tracking_uri(os.getenv("MLFLOW_TRACKING_URI", "http://localhost:5000"))
app = FastAPI(title="Diabetes Prediction API")

try:
    model = mlflow.sklearn.load_model("models:/diabetes-model@champion")  #? «"models:/diabetes-model@champion"» l'adresse du modèle, par son alias | the model's address, by its alias
except Exception as error:
    print(f"no model: {error}")
    model = None


class Patient(BaseModel):
    Pregnancies: float
    Glucose: float
    BloodPressure: float
    SkinThickness: float
    Insulin: float
    BMI: float
    DiabetesPedigreeFunction: float
    Age: float


class Prediction(BaseModel):
    has_diabetes: bool
    probability: float
    risk_level: str


@app.get("/health")
def health():
    return {"status": "healthy", "model_loaded": model is not None}


@app.get("/ready")
def ready():
    if model is None:
        raise HTTPException(status_code=503, detail="no model yet")
    return health()


@app.post("/predict", response_model=Prediction)
def predict(patient: Patient):
    if model is None:
        raise HTTPException(status_code=503, detail="no model yet")
    # In the order of the table's columns.
    row = numpy.array([[
        patient.Pregnancies,  #?
        patient.Glucose,  #?
        patient.BloodPressure,  #?
        patient.SkinThickness,  #?
        patient.Insulin,  #?
        patient.BMI,  #?
        patient.DiabetesPedigreeFunction,  #?
        patient.Age,  #? huit valeurs, dans l'ordre des colonnes | eight values in the order of the columns
    ]])
    probability = float(model.predict_proba(row)[0][1])  #? «model.predict_proba(row)[0][1]» la probabilité de la classe 1 | the probability of class 1
    return Prediction(
        has_diabetes=probability >= 0.5,
        probability=probability,
        risk_level="Faible" if probability < 0.3 else "Modéré" if probability < 0.7 else "Élevé",
    )
